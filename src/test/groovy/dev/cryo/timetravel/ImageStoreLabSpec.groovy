package dev.cryo.timetravel

import dev.cryo.lab.ImageStore

/** containerd's image store, the default from Docker 29 on: overlays that no inspect tells of. */
class ImageStoreLabSpec extends ImageStoreContract {

    @Override
    ImageStore getStore() {
        ImageStore.CONTAINERD
    }

    @Override
    String getTold() {
        "containerd's, overlayfs"
    }
}
