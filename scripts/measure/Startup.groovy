package measure

/** How long whole processes take. */
class Startup {
    private static final String BOX = 'box'

    final Way version
    final Way ps
    final Way expression
    final Way prompt
    final Way list
    final Way checkpoint
    final Way warm
    final Way dockerPs
    private final List<Way> peers

    Startup(Setting setting, DockerLab lab, Podman pod, String noPodman) {
        def here = Shell.ofMachine()
        def cryo = new File(setting.home, 'shell/cryo').path
        def java = System.getProperty('java.home')
        lab.host.run('docker', 'run', '-d', '--name', BOX, '--stop-signal', 'KILL', 'busybox', 'sleep', 'infinity')
        version = process('`cryo version`', here, cryo, 'version')
        ps = process('`cryo ps`', here, cryo, 'ps')
        expression = process("`cryo -e '1'`", here, cryo, '-e', '1')
        list = process('`cryo checkpoints`, a thousand of them', here, 'env', "CRYO_STORE=${new ManyCheckpoints(setting, 10, 100).root}".toString(),
                cryo, 'checkpoints')
        def typed = new Typed(new File(cryo), new File(setting.scratch, 'state'))
        prompt = new Way(title: "`cryo`'s prompt, until it stands and shows a key", act: { typed.seconds })
        checkpoint = process('`cryo checkpoint --leave-running` of a busybox', here, cryo, 'checkpoint', '--leave-running', BOX)
        warm = new Way(title: 'the same, warm', act: {
            long began = Setting.now()
            setting.script.checkpoint(BOX, leaveRunning: true)
            (Setting.now() - began) / 1e9
        })
        dockerPs = process('`docker ps`', lab.host, 'docker', 'ps')
        peers = [
                pod ? new Way(title: '`podman ps`', act: { pod.ps() }) : Way.missing('`podman ps`', noPodman),
                hello(setting, here, java),
                process('`jshell` that says hello', here, 'sh', '-c',
                        "echo 'System.out.println(\"hello\")' | '$java/bin/jshell' -s -"),
                GroovyShell.saysHello(setting, here, java),
        ]
    }

    List<Way> getWays() {
        [version, ps, expression, list, prompt, checkpoint, warm, dockerPs] + peers
    }

    List<Seconds> getAims() {
        [
                new Seconds(what: '`cryo version`', figure: version.time, limit: 0.15),
                new Seconds(what: '`cryo ps`', figure: ps.time, limit: 0.4),
                new Seconds(what: "`cryo -e '1'`", figure: expression.time, limit: 0.9),
                new Seconds(what: '`cryo checkpoints` over 1,000 beside `cryo version`', figure: list.time,
                        beyond: version.time, limit: 0.3),
                new Seconds(what: 'prompt ready', figure: prompt.time, limit: 0.5),
                new Seconds(what: '`cryo checkpoint` of a busybox beside the verb, warm', figure: checkpoint.time,
                        beyond: warm.time, limit: 0.5),
        ]
    }

    private static Way hello(Setting setting, Shell here, String java) {
        def source = new File(setting.scratch, 'Hello.java')
        source.text = 'public class Hello { public static void main(String[] a) { System.out.println("hello"); } }\n'
        here.run("$java/bin/javac", source.path)
        process('a JVM that says hello', here, "$java/bin/java", '-Xshare:auto', '-XX:TieredStopAtLevel=1',
                '-XX:+UseSerialGC', '-XX:-UsePerfData', '-cp', setting.scratch.path, 'Hello')
    }

    private static Way process(String title, Shell where, String... command) {
        new Way(title: title, act: { where.timed(command).seconds })
    }
}
