package measure

/** A Redis in a container, wherever that runs. */
class Redis {
    String name
    String id
    String address
    Client client
    int keys

    /** Fills it. Its neighbours know it for ever: resolving a new address would be measured otherwise. */
    Redis begin(Shell host, String mac, String bridge) {
        host.run('ip', 'neigh', 'replace', address, 'lladdr', mac, 'dev', bridge, 'nud', 'permanent')
        client.answered(address) {}
        client.ask(address, 'debug', 'populate', "$keys", 'key', '300')
        this
    }

    /** Its address may be another's from now on. */
    void forget(Shell host, String bridge) {
        host.run('ip', 'neigh', 'del', address, 'dev', bridge)
    }

    /** That it holds what it held: it did not merely start anew. */
    void check() {
        def size = client.ask(address, 'dbsize')
        if (size != "$keys") {
            throw new Failure("$name holds $size keys instead of $keys")
        }
    }
}
