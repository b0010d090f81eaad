package dev.cryo.catalog;

/**
 * A word that may stand at the cursor.
 *
 * @param description one line beside it; may be empty. Both may quote containers and are hostile until escaped
 */
public record Candidate(String value, String description) {}
