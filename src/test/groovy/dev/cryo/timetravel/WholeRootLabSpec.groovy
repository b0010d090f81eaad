package dev.cryo.timetravel

import dev.cryo.lab.ImageStore

/** The storage driver vfs, as it is where no overlay can be had: each container has a root of its own. */
class WholeRootLabSpec extends ImageStoreContract {

    @Override
    ImageStore getStore() {
        ImageStore.VFS
    }

    @Override
    String getTold() {
        'vfs has no overlay: each checkpoint holds the container\'s whole root'
    }
}
