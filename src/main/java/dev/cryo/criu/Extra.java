package dev.cryo.criu;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands behind a record, as {@code crit show} writes it: base64, but numbers for semaphores. */
final class Extra {

    private final Schema schema;
    private final RecordDecoder decoder;
    private final RecordEncoder encoder;

    Extra(Schema schema) {
        this.schema = schema;
        this.decoder = new RecordDecoder(schema);
        this.encoder = new RecordEncoder(schema);
    }

    /** Whether records of a type have something behind them, even if it is empty. */
    static boolean isOf(ImageType type) {
        return switch (type) {
            case PIPES_DATA, FIFO_DATA, SK_QUEUES, TCP_STREAM, BPFMAP_DATA, IPCNS_SEM, IPCNS_SHM, IPCNS_MSG -> true;
            default -> false;
        };
    }

    Object show(ImageType type, Message record, Bytes payload) {
        return switch (type) {
            case TCP_STREAM -> {
                int in = (int) Math.min(record.number(1, 0), payload.length());
                var queues = new LinkedHashMap<String, Object>();
                queues.put("inq", base64(payload, 0, in));
                queues.put("outq", base64(payload, in, payload.length()));
                yield queues;
            }
            case IPCNS_SEM -> {
                var words = little(payload);
                var values = new ArrayList<Object>();
                for (long i = Math.min(record.number(2, 0), payload.length() / 2); i > 0; i--) {
                    values.add((long) Short.toUnsignedInt(words.getShort()));
                }
                yield values;
            }
            case IPCNS_SHM -> base64(payload, 0, (int) Math.min(record.number(2, 0), payload.length()));
            case IPCNS_MSG -> messages(record, payload);
            default -> base64(payload, 0, payload.length());
        };
    }

    private List<Object> messages(Message queue, Bytes payload) {
        var shown = new ArrayList<Object>();
        var bytes = little(payload);
        for (long i = queue.number(3, 0); i > 0; i--) {
            int size = bytes.getInt();
            var message = payload.slice(bytes.position(), bytes.position() + size);
            shown.add(decoder.decode(schema.message("ipc_msg"), message));
            int length = (int) Math.max(Message.of(queue.image(), message).number(2, 0), 0);
            int start = bytes.position() + size;
            shown.add(base64(payload, start, start + length));
            bytes.position(start + (int) ImageType.roundUp(length, 8));
        }
        return shown;
    }

    /** The bytes that {@link #show} was given, as far as it tells them: padding becomes zeros. */
    byte[] read(ImageType type, Object extra) {
        return switch (extra) {
            case Map<?, ?> queues ->
                join(
                        RecordEncoder.base64("inq", queues.get("inq")),
                        RecordEncoder.base64("outq", queues.get("outq")));
            case List<?> values when type == ImageType.IPCNS_SEM -> {
                var words = ByteBuffer.allocate((int) ImageType.roundUp(2L * values.size(), 8)).order(ByteOrder.LITTLE_ENDIAN);
                values.forEach(value -> words.putShort((short) new NumberForm.Plain().read(value)));
                yield words.array();
            }
            case List<?> values -> {
                var out = new ByteArrayOutputStream();
                for (int i = 0; i + 1 < values.size(); i += 2) {
                    if (!(values.get(i) instanceof Map<?, ?> tree)) {
                        throw RecordEncoder.wrong("a message of a queue is no object");
                    }
                    var message = encoder.encode(schema.message("ipc_msg"), tree);
                    out.writeBytes(ImageFile.number(message.length));
                    out.writeBytes(message);
                    out.writeBytes(padded(RecordEncoder.base64("a message", values.get(i + 1)), 8));
                }
                yield out.toByteArray();
            }
            default -> {
                var bytes = RecordEncoder.base64("extra", extra);
                yield type == ImageType.IPCNS_SHM ? padded(bytes, 4) : bytes;
            }
        };
    }

    private static byte[] padded(byte[] bytes, int unit) {
        return Arrays.copyOf(bytes, (int) ImageType.roundUp(bytes.length, unit));
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    private static ByteBuffer little(Bytes bytes) {
        return ByteBuffer.wrap(bytes.array()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String base64(Bytes bytes, int start, int end) {
        return RecordDecoder.base64(bytes.slice(start, end).array());
    }
}
