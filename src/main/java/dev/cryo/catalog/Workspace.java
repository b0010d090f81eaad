package dev.cryo.catalog;

import dev.cryo.containers.CreateVerb;
import dev.cryo.containers.ExecVerb;
import dev.cryo.containers.InspectVerb;
import dev.cryo.containers.KillVerb;
import dev.cryo.containers.LogsVerb;
import dev.cryo.containers.PsVerb;
import dev.cryo.containers.RmVerb;
import dev.cryo.containers.RunVerb;
import dev.cryo.containers.StartVerb;
import dev.cryo.containers.StopVerb;
import dev.cryo.containers.Subjects;
import dev.cryo.engine.Engine;
import dev.cryo.forensics.CgroupsVerb;
import dev.cryo.forensics.CoreVerb;
import dev.cryo.forensics.DecodeVerb;
import dev.cryo.forensics.DeletedVerb;
import dev.cryo.forensics.DiffVerb;
import dev.cryo.forensics.EncodeVerb;
import dev.cryo.forensics.EnvironmentVerb;
import dev.cryo.forensics.EvidenceReader;
import dev.cryo.forensics.FilesVerb;
import dev.cryo.forensics.GdbVerb;
import dev.cryo.forensics.HeatVerb;
import dev.cryo.forensics.JhsdbVerb;
import dev.cryo.forensics.MapsVerb;
import dev.cryo.forensics.MemoryVerb;
import dev.cryo.forensics.MountsVerb;
import dev.cryo.forensics.NamespacesVerb;
import dev.cryo.forensics.ProcessesVerb;
import dev.cryo.forensics.QueuesVerb;
import dev.cryo.forensics.RegistersVerb;
import dev.cryo.forensics.SearchVerb;
import dev.cryo.forensics.SecretsVerb;
import dev.cryo.forensics.SocketsVerb;
import dev.cryo.forensics.StatsVerb;
import dev.cryo.forensics.StringsVerb;
import dev.cryo.forensics.TimersVerb;
import dev.cryo.forensics.TmpfsVerb;
import dev.cryo.forensics.YaraVerb;
import dev.cryo.keeping.DfVerb;
import dev.cryo.keeping.ExportVerb;
import dev.cryo.keeping.LabelVerb;
import dev.cryo.keeping.NoteVerb;
import dev.cryo.keeping.PinVerb;
import dev.cryo.keeping.PlotVerb;
import dev.cryo.keeping.PruneVerb;
import dev.cryo.keeping.RepairVerb;
import dev.cryo.keeping.RmCheckpointVerb;
import dev.cryo.keeping.TimelineVerb;
import dev.cryo.keeping.VerifyVerb;
import dev.cryo.lab.LabAddVerb;
import dev.cryo.lab.LabDownVerb;
import dev.cryo.lab.LabEnvVerb;
import dev.cryo.lab.LabExecVerb;
import dev.cryo.lab.LabImageVerb;
import dev.cryo.lab.LabLogsVerb;
import dev.cryo.lab.LabRmVerb;
import dev.cryo.lab.LabStatusVerb;
import dev.cryo.lab.LabUpVerb;
import dev.cryo.store.Store;
import dev.cryo.timetravel.BackVerb;
import dev.cryo.timetravel.BisectVerb;
import dev.cryo.timetravel.CaptureVerb;
import dev.cryo.timetravel.CheckpointVerb;
import dev.cryo.timetravel.CheckpointsVerb;
import dev.cryo.timetravel.CloneVerb;
import dev.cryo.timetravel.DoctorVerb;
import dev.cryo.timetravel.ForwardVerb;
import dev.cryo.timetravel.InstallVerb;
import dev.cryo.timetravel.RecordVerb;
import dev.cryo.timetravel.RestoreVerb;
import dev.cryo.timetravel.RewindVerb;
import dev.cryo.timetravel.WhenChangedVerb;
import dev.cryo.timetravel.WhyVerb;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** All verbs, over one engine and one store, which are opened when a verb first needs them. */
public final class Workspace implements Toolbox {

    private final Opened<Engine> engine;
    private final Opened<Store> store;
    private final BooleanSupplier engineIsNear;
    private final Subjects subjects;
    private final Catalog catalog;
    private final Optional<Path> ownVerbs;
    private final Function<Settings, Workspace> under;

    /**
     * @param environment the process's, for {@code DOCKER_HOST} and the folders of the user
     * @param tell told which engine was taken, when it is opened
     */
    public Workspace(Settings settings, Map<String, String> environment, Consumer<String> tell) {
        this(
                engine(settings.over(Settings.ofEnvironment(environment)), environment, tell),
                () -> new Engines(settings.over(Settings.ofEnvironment(environment)), environment).isNear(),
                settings.over(Settings.ofEnvironment(environment)),
                environment,
                Optional.of(ConfigurationFile.of(environment).verbs()),
                said -> new Workspace(said.over(settings), environment, tell));
    }

    private static Supplier<Engine> engine(
            Settings settings, Map<String, String> environment, Consumer<String> tell) {
        return () -> {
            var choice = new Engines(settings, environment).find();
            tell.accept("engine: " + choice.why());
            return choice.engine();
        };
    }

    /** Over an engine that is at hand. */
    public Workspace(Supplier<Engine> engine, Path store) {
        this(
                engine,
                () -> false,
                Settings.NONE.with(Setting.STORE, String.valueOf(store), "this workspace"),
                System.getenv(),
                Optional.empty(),
                said -> new Workspace(engine, said.store().orElse(store)));
    }

    private Workspace(
            Supplier<Engine> engine,
            BooleanSupplier engineIsNear,
            Settings settings,
            Map<String, String> environment,
            Optional<Path> ownVerbs,
            Function<Settings, Workspace> under) {
        this.engineIsNear = engineIsNear;
        this.ownVerbs = ownVerbs;
        this.under = under;
        var usual = usualStore(environment);
        var store = settings.store().orElse(usual);
        this.engine = new Opened<>(engine);
        this.store = new Opened<>(() -> Store.at(store));
        this.subjects = new Subjects(this.engine, this.store);
        var evidence = new EvidenceReader(this.store);
        this.catalog = new Catalog(List.of(
                new CheckpointVerb(subjects),
                new RestoreVerb(subjects),
                new CaptureVerb(subjects),
                new RecordVerb(subjects),
                new RewindVerb(subjects),
                new BackVerb(subjects),
                new ForwardVerb(subjects),
                new CloneVerb(subjects),
                new BisectVerb(subjects),
                new WhenChangedVerb(subjects),
                new CheckpointsVerb(subjects),
                new WhyVerb(subjects),
                new DoctorVerb(subjects),
                new ProcessesVerb(evidence),
                new EnvironmentVerb(evidence),
                new FilesVerb(evidence),
                new SocketsVerb(evidence),
                new QueuesVerb(evidence),
                new MapsVerb(evidence),
                new RegistersVerb(evidence),
                new MountsVerb(evidence),
                new NamespacesVerb(evidence),
                new CgroupsVerb(evidence),
                new TimersVerb(evidence),
                new TmpfsVerb(evidence),
                new DeletedVerb(evidence),
                new StatsVerb(evidence),
                new StringsVerb(evidence),
                new SearchVerb(evidence),
                new DiffVerb(evidence, subjects),
                new HeatVerb(evidence),
                new SecretsVerb(evidence),
                new YaraVerb(evidence),
                new MemoryVerb(evidence),
                new CoreVerb(evidence),
                new GdbVerb(evidence, subjects),
                new JhsdbVerb(evidence, subjects),
                new DecodeVerb(evidence),
                new EncodeVerb(),
                new PsVerb(subjects),
                new InspectVerb(subjects),
                new LogsVerb(subjects),
                new RunVerb(subjects),
                new CreateVerb(subjects),
                new StartVerb(subjects),
                new StopVerb(subjects),
                new KillVerb(subjects),
                new RmVerb(subjects),
                new ExecVerb(subjects),
                new TimelineVerb(subjects),
                new PlotVerb(subjects),
                new LabelVerb(subjects),
                new NoteVerb(subjects),
                new PinVerb(subjects),
                new RmCheckpointVerb(subjects),
                new PruneVerb(subjects),
                new VerifyVerb(subjects),
                new RepairVerb(subjects),
                new DfVerb(subjects),
                new ExportVerb(subjects),
                new InstallVerb(subjects),
                new ConfigVerb(settings, ConfigurationFile.of(environment), usual),
                new DemoVerb(),
                new LabUpVerb(),
                new LabDownVerb(),
                new LabStatusVerb(),
                new LabRmVerb(),
                new LabEnvVerb(),
                new LabExecVerb(),
                new LabAddVerb(),
                new LabImageVerb(),
                new LabLogsVerb()));
    }

    private static Path usualStore(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("XDG_DATA_HOME"))
                .filter(folder -> folder.startsWith("/"))
                .map(Path::of)
                .orElseGet(() -> Path.of(environment.getOrDefault("HOME", "/root"), ".local", "share"))
                .resolve("cryo")
                .resolve("store");
    }

    @Override
    public Catalog catalog() {
        return catalog;
    }

    @Override
    public Subjects subjects() {
        return subjects;
    }

    @Override
    public Completions completions() {
        return new LiveCompletions(subjects, engineIsNear);
    }

    @Override
    public Optional<Path> ownVerbs() {
        return ownVerbs;
    }

    @Override
    public Toolbox under(Settings said) {
        return under.apply(said);
    }

    @Override
    public void close() {
        engine.ifOpened().ifPresent(Engine::close);
    }
}
