package measure

import dev.cryo.store.Checkpoint
import dev.cryo.store.Store
import dev.cryo.store.TimelineKey
import dev.cryo.verb.ContainerId
import dev.cryo.verb.Size

import java.time.Duration
import java.time.Instant

/** A store of many small checkpoints of the containers web0, web1 and so on. */
class ManyCheckpoints {
    final File root

    ManyCheckpoints(Setting setting, int containers, int each) {
        root = new File(setting.scratch, "checkpoints-$containers-$each")
        setting.say("making a store of ${containers * each} checkpoints")
        def store = Store.at(root.toPath())
        containers.times { container ->
            def key = new TimelineKey('MEASURE', new ContainerId(Integer.toHexString(container + 1).padLeft(64, '0')))
            def parent = Optional.empty()
            each.times { i ->
                parent = store.begin(key, Optional.empty()).withCloseable { draft ->
                    draft.images().resolve('pages-1.img').toFile().bytes = new byte[4096].tap { Arrays.fill(it, (byte) i) }
                    Optional.of(draft.commit(facts(draft, key, parent, "web$container")).id())
                }
            }
        }
    }

    private static Checkpoint facts(draft, TimelineKey key, Optional parent, String name) {
        new Checkpoint(draft.id(), key, 0, Checkpoint.Remarks.labelled(Optional.empty()), parent, name, 'busybox', 'sha256:1',
                ['sh'], Instant.now(), true, Optional.of(Instant.now()), Optional.of(Duration.ofMillis(90)), new Size(4096),
                draft.size(), Optional.empty(), Optional.of(0L), Optional.empty(), false, [], [], [], Optional.empty())
    }
}
