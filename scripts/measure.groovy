// Measures Cryo beside its peers and writes docs/MEASUREMENTS.md. Run it through shell/measure, which makes the
// labs it needs and removes them again; the verbs are timed in this process, a warm shell.
//
//   measure.groovy HOME SCRATCH TMPFS RUNS OUTPUT
//
// Its parts are the classes in the folder beside it, one file each.
def (home, scratch, tmpfs, runs, output) = args
def loader = new GroovyClassLoader(getClass().classLoader)
loader.addClasspath("$home/scripts")
def setting = loader.loadClass('measure.Setting').newInstance(
        script: this, home: home as File, scratch: scratch as File, tmpfs: tmpfs as File, runs: runs as int)
loader.loadClass('measure.Measurement').newInstance(setting).run(output as File)
