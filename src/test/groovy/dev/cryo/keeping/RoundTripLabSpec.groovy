package dev.cryo.keeping

import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.RoundTrip
import dev.cryo.timetravel.Restored
import dev.cryo.verb.ImageName
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** What goes into the store comes out of it: real image directories byte for byte, and a filesystem of every odd kind. */
class RoundTripLabSpec extends Specification {

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    def soon = new PollingConditions(timeout: 60, delay: 0.2)

    def cleanup() {
        lab.removeContainers()
    }

    def "#what: image directories come out byte for byte, also when pages are shared with the one before"() {
        given:
        if (packages) {
            lab.needImage(image, packages as String[])
        }
        lab.run(ContainerSpec.of(new ImageName(image), 'web', command))
        soon.eventually { assert lab.onHost(ready).succeeded() }

        expect:
        2.times {
            lab.call('checkpoint', containers: 'web', leaveRunning: true)
            assert RoundTrip.differences(lab, 'web') == []
        }

        where:
        what      | image     | packages                     | command
        'busybox' | 'busybox' | []                           | ['sh', '-c', 'i=0; while true; do i=$((i + 1)); echo $i > /n; sleep 0.1; done']
        'Redis'   | 'redis'   | ['redis-server', 'redis-tools'] | ['redis-server', '--protected-mode', 'no', '--dir', '/']
        'a JVM'   | 'jvm'     | ['openjdk-21-jre-headless']  | ['java', '-Xmx64m', '-m', 'jdk.httpserver', '-b', '127.0.0.1']
        ready = [
                busybox: 'docker exec web cat /n',
                redis  : 'docker exec web redis-cli debug populate 50000 key 500',
                jvm    : 'docker logs web && sleep 3',
        ][image]
    }

    /** Makes, or lists, a tree with everything that a filesystem may hold. */
    static final ODD = '''
import ctypes, hashlib, os, stat, sys, time
if sys.argv[1] == 'make':
    os.umask(0)
    os.makedirs('/odd/deep/er', 0o1777)
    os.chdir('/odd')
    def write(name, text=b'x', mode=0o644):
        with open(name, 'wb') as file: file.write(text)
        os.chmod(name, mode)
    write('plain'); write('empty', b''); write('setuid', mode=0o4755); write('nobody may', mode=0)
    write(b'not \\xff\\xfe utf-8'); write('two\\nlines'); write('\\x1b[31mred'); write('-rf'); write('n' * 255)
    os.link('plain', 'deep/link to plain')
    os.symlink('nowhere', 'dangling'); os.symlink('/odd/plain', 'absolute'); os.symlink('x' * 4000, 'far')
    os.link('dangling', 'link to a link', follow_symlinks=False)
    os.mkfifo('fifo', 0o640)
    os.mknod('zero', stat.S_IFCHR | 0o666, os.makedev(1, 5)); os.mknod('disk', stat.S_IFBLK | 0o600, os.makedev(7, 200))
    with open('holes', 'wb') as file:
        file.seek(1 << 30); file.write(b'end'); file.seek(1 << 20); file.write(b'middle')
    os.truncate('holes', (1 << 30) + (1 << 22))
    os.setxattr('plain', 'user.one', b'\\0\\1\\2'); os.setxattr('deep', 'user.two', b'v' * 1000)
    # CAP_NET_RAW, permitted and effective: version 2 of struct vfs_cap_data.
    os.setxattr('setuid', 'security.capability', bytes.fromhex('0100000200200000000000000000000000000000'))
    os.chown('plain', 1234, 4294967294); os.chown('dangling', 7, 8, follow_symlinks=False); os.chown('deep', 65534, 0)
    os.utime('empty', ns=(1, 981173106789000001)); os.utime('deep/er', ns=(-10**18, 4 * 10**18))
    os.utime('absolute', ns=(5, 981173106000000007), follow_symlinks=False)
    # Of the image: one file is deleted, one changed, one only renamed, one folder made anew, so that it hides the old one.
    os.remove('/etc/issue'); os.chmod('/etc/passwd', 0o600); os.rename('/etc/shells', '/etc/shells.was')
    for name in os.listdir('/etc/apt'):
        path = '/etc/apt/' + name
        os.system("rm -r '" + path + "'")
    os.rmdir('/etc/apt'); os.mkdir('/etc/apt', 0o711); write('/etc/apt/only')
else:
    seen = {}
    for top in ['/odd', '/etc']:
        for folder, folders, files in os.walk(os.fsencode(top)):
            folders.sort()
            for name in sorted(files + folders) + [b'.']:
                path = os.path.join(folder, name)
                if path in [b'/etc/hosts', b'/etc/hostname', b'/etc/resolv.conf', b'/etc/mtab']: continue
                s = os.lstat(path)
                row = [path, oct(s.st_mode), s.st_uid, s.st_gid, s.st_nlink if not stat.S_ISDIR(s.st_mode) else '-', s.st_rdev, s.st_mtime_ns]
                first = seen.setdefault((s.st_dev, s.st_ino), path)
                if s.st_nlink > 1 and first != path: row.append(first)
                if stat.S_ISLNK(s.st_mode): row.append(os.readlink(path))
                if stat.S_ISREG(s.st_mode):
                    digest = hashlib.sha256()
                    with open(path, 'rb') as file:
                        while piece := file.read(1 << 22): digest.update(piece)
                    row += [s.st_size, 'sparse' if s.st_blocks * 512 < s.st_size // 2 else 'full', digest.hexdigest()]
                for key in sorted(os.listxattr(path, follow_symlinks=False)):
                    row += [key, os.getxattr(path, key, follow_symlinks=False)]
                print(row)
'''

    def "a filesystem with everything in it comes back as it was"() {
        given:
        lab.needPython()
        lab.run(ContainerSpec.of(new ImageName('python-stdlib'), 'web', ['python3', '-c', 'import time\nwhile True: time.sleep(0.1)']))
        assert tree('make') == []
        def before = tree('list')
        lab.call('checkpoint', containers: 'web', leaveRunning: true)
        if (fromPacks) {
            lab.workspace().subjects().store().root().resolve('unpacked').toFile().deleteDir()
        }

        and: 'all of it goes, the files of the image come back another way'
        assert lab.onHost('docker exec web sh -c "rm -rf /odd /etc/apt /etc/shells.was; echo new > /etc/issue; echo new > /etc/shells; echo > /etc/passwd; mkdir -p /odd/plain"').succeeded()
        assert tree('list') != before

        when:
        Restored back = lab.call('rewind', container: 'web', checkpoint: 'web@1')

        then:
        back.receipt().holds()
        before.size() > 30
        tree('list') - before == []
        before - tree('list') == []

        where:
        fromPacks << [false, true]
    }

    private List<String> tree(String what) {
        def said = lab.onHost('docker exec web python3 -c "$1" $2 2>&1', ODD, what)
        assert said.succeeded(): said.out().join('\n')
        said.out()
    }
}
