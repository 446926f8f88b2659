package com.dumontcloud.samples.controlplane;

import com.dumontcloud.samples.controlplane.server.Address;
import com.dumontcloud.samples.controlplane.server.TlsKeys;
import com.dumontcloud.samples.controlplane.simulation.ScaledTime;
import com.dumontcloud.samples.controlplane.terminal.Networks;
import com.dumontcloud.samples.controlplane.terminal.TerminalOptions;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.policy.Preset;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Serves until it is ended. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves the API and the Machines page until it is ended by SIGTERM or Ctrl-C.",
            "The user token comes from DUMONT_USER_TOKEN; without one it is made at the first start, shown once, and kept in the"
                    + " data directory. Vast.ai's key comes from VAST_API_KEY.",
            "The AI Wizard reads by rules. Where WIZARD_URL names a route like OpenAI's chat completions, WIZARD_MODEL and one of"
                    + " WIZARD_API_KEY and WIZARD_API_KEY_FILE say whom to ask there for what the rules leave open: descriptions then"
                    + " leave this machine.",
            "/metrics is open to everybody on this machine. A token of DUMONT_METRICS_TOKEN or --metrics-token-file closes it, also"
                    + " behind a proxy; beyond loopback it wants that token or the user token."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "130, 143:ended as asked, by Ctrl-C or by SIGTERM",
            "1:it could not serve, for example because the port is taken or the database cannot be reached",
            "2:an option, or what it or the environment names, cannot be used: starting it again would not help"
        })
final class Serve implements Callable<Integer> {

    private static final Duration DAY = Duration.ofHours(24);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final Termination termination;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Default: ${DEFAULT-VALUE}; 0 for any.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Which address of this machine to listen on. Beyond loopback TLS is needed. Default: ${DEFAULT-VALUE}.")
    private InetAddress host = InetAddress.getLoopbackAddress();

    @Option(names = "--tls-certificate", paramLabel = "FILE", description = "The server's certificate chain, PEM.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, PKCS #8 in PEM.")
    private @Nullable Path key;

    @Option(
            names = "--allow-plain-http",
            description =
                    "Serves without TLS beyond loopback, so that tokens can be read on the way unless a proxy of yours prevents it.")
    private boolean allowPlainHttp;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Where everything is kept that lasts; each provider needs its own.")
    private Path data = Path.of("");

    @Option(
            names = "--store",
            paramLabel = "STORE",
            defaultValue = "sqlite",
            description =
                    "Where the fleet's state is kept: sqlite, which is a file in DIR, or the JDBC URL of a PostgreSQL"
                            + " database, with DUMONT_STORE_USER and DUMONT_STORE_PASSWORD in the environment. Default:"
                            + " ${DEFAULT-VALUE}.")
    private String store = "sqlite";

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            required = true,
            description =
                    "Who rents the machines out: simulated, a few machines in memory that nobody pays for; or vast.")
    private ProviderChoice provider = ProviderChoice.SIMULATED;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "balanced",
            converter = PresetByName.class,
            description = "How eager the engine is: reactive, lifecycle, status-api, balanced, saver or derived."
                    + " Default: ${DEFAULT-VALUE}.")
    private Preset preset = Preset.BALANCED;

    @Option(
            names = "--time-scale",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "How many seconds pass for the engine in a real one, to see a day in minutes; only with simulated."
                            + " Leases, which programs renew by real time, are refused then."
                            + " Default: ${DEFAULT-VALUE}.")
    private int timeScale = 1;

    @Option(
            names = "--simulated-agents",
            paramLabel = "on|off",
            description = "Whether simulated machines report. Default: on, but off with TLS.")
    private @Nullable Switch simulatedAgents;

    @Option(
            names = "--simulated-ssh",
            paramLabel = "USER@HOST:PORT",
            converter = SshByText.class,
            description =
                    "Where every simulated machine says to log in, for a demonstration of the terminal; any SSH server"
                            + " that lets in DIR/ssh-key.pub. Default: nowhere.")
    private @Nullable SshAddress simulatedSsh;

    @Option(
            names = "--terminal-network",
            paramLabel = "NETWORK",
            description =
                    "A network that is not public, such as 10.0.0.0/8, in which machines may be that terminals are opened"
                            + " on; may be given several times. Default: none, public addresses only.")
    private List<String> terminalNetworks = List.of();

    @Option(
            names = "--terminal-idle",
            paramLabel = "MINUTES",
            defaultValue = "30",
            description = "After how long without a key a terminal is closed, 1 to 1440. Default: ${DEFAULT-VALUE}.")
    private int terminalIdleMinutes = 30;

    @Option(
            names = "--shadow",
            paramLabel = "24h|off",
            converter = ShadowOption.class,
            description =
                    "Whether the engine only says what it would do, for 24 hours from the first start; your own commands are"
                            + " carried out all the same. Default: 24h with vast, else off.")
    private @Nullable Duration shadow;

    @Option(
            names = "--metrics-token-file",
            paramLabel = "FILE",
            description =
                    "Holds the token that opens /metrics and nothing else. Default: that of DUMONT_METRICS_TOKEN, if any.")
    private @Nullable Path metricsTokenFile;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description =
                    "Where machines that are rented here reach this server, such as https://plane.example.com: an agent comes to"
                            + " each, with a token of its own, and reports. Only with vast. Default: nowhere, and they do not"
                            + " report.")
    private @Nullable URI publicUrl;

    Serve(Map<String, String> environment, PrintStream out, Termination termination) {
        this.environment = environment;
        this.out = out;
        this.termination = termination;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Plane plane = Plane.start(settings(), environment)) {
            if (plane.userToken().isNew()) {
                out.println("user token: " + plane.userToken().value());
                out.println("It is not shown again, and kept in " + data.resolve(UserToken.FILE));
            }
            if (timeScale > 1) {
                out.println("a demonstration: time passes " + timeScale + " times as fast");
            }
            sayWhetherMachinesReport();
            out.println("listening on " + plane.uri());
            out.flush();
            termination.await();
        }
        return 0;
    }

    private void sayWhetherMachinesReport() {
        if (provider == ProviderChoice.VAST && publicUrl == null) {
            out.println(
                    "machines rented here will not report, and so are never found idle: give --public-url, the address at"
                            + " which they reach this server");
        } else if (publicUrl != null && PackagedAgent.read().isEmpty()) {
            out.println(
                    "machines rented here will not report: this program was not packaged, and has no agent for them; start"
                            + " dumont-control-plane.jar");
        }
    }

    private Plane.Settings settings() {
        boolean simulated = provider == ProviderChoice.SIMULATED;
        require(
                timeScale >= 1 && timeScale <= ScaledTime.FASTEST,
                "--time-scale must be 1 to " + ScaledTime.FASTEST + ", not " + timeScale);
        require(simulated || timeScale == 1, "--time-scale is for --provider simulated: nobody's bill runs faster");
        require(simulated || simulatedAgents != Switch.ON, "--simulated-agents on is for --provider simulated");
        require(simulated || simulatedSsh == null, "--simulated-ssh is for --provider simulated");
        require(!simulated || publicUrl == null, "--public-url is for --provider vast: simulated machines have agents");
        require(
                publicUrl == null || isUsable(publicUrl),
                "--public-url must be https://HOST[:PORT], or http:// to this machine itself; no user, no query");
        require((certificate == null) == (key == null), "--tls-certificate and --tls-key belong together");
        TlsKeys keys = certificate == null || key == null ? null : TlsKeys.read(certificate, key);
        require(keys == null || simulatedAgents != Switch.ON, "simulated agents report without TLS");
        Address address = new Address(host, port, keys);
        require(
                allowPlainHttp || !address.isExposed(),
                host.getHostAddress() + " is reached from other machines: give --tls-certificate and --tls-key, or"
                        + " --allow-plain-http if a proxy before it has them");
        return new Plane.Settings(
                address,
                data,
                storeChoice(),
                provider,
                preset,
                timeScale,
                simulated && simulatedAgents != Switch.OFF && keys == null,
                shadow(),
                terminals(),
                simulatedSsh,
                metricsTokenFile,
                publicUrl);
    }

    /** Agents send their tokens there, and run what they fetch from there. */
    private static boolean isUsable(URI url) {
        boolean isSecret = "https".equals(url.getScheme());
        boolean isPlain = "http".equals(url.getScheme());
        String host = url.getHost();
        return host != null
                && url.getUserInfo() == null
                && url.getQuery() == null
                && url.getFragment() == null
                && (isSecret
                        || (isPlain
                                && List.of("127.0.0.1", "localhost", "[::1]").contains(host)));
    }

    private StoreChoice storeChoice() {
        try {
            return new StoreChoice(store);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage(), unknown);
        }
    }

    private @Nullable Duration shadow() {
        Duration asked = shadow == null && provider == ProviderChoice.VAST ? DAY : shadow;
        return asked == null || asked.isZero() ? null : asked;
    }

    private TerminalOptions terminals() {
        require(
                terminalIdleMinutes >= 1 && terminalIdleMinutes <= 1440,
                "--terminal-idle must be 1 to 1440 minutes, not " + terminalIdleMinutes);
        try {
            return new TerminalOptions(Duration.ofMinutes(terminalIdleMinutes), Networks.parse(terminalNetworks));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--terminal-network: " + wrong.getMessage(), wrong);
        }
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), problem);
        }
    }

    private enum Switch {
        ON,
        OFF
    }

    /** Finds a preset by its name in any case. */
    static final class PresetByName implements ITypeConverter<Preset> {

        @Override
        public Preset convert(String name) {
            try {
                return Preset.from(name);
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException(String.valueOf(unknown.getMessage()));
            }
        }
    }

    /** Reads {@code root@127.0.0.1:2222}; of an IPv6 address the last colon ends it. */
    static final class SshByText implements ITypeConverter<SshAddress> {

        private static final Pattern FORM = Pattern.compile("([^@]+)@(.+):(\\d{1,5})");

        @Override
        public SshAddress convert(String text) {
            Matcher parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new TypeConversionException("write it as USER@HOST:PORT");
            }
            try {
                return new SshAddress(parts.group(2), Integer.parseInt(parts.group(3)), parts.group(1));
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(String.valueOf(wrong.getMessage()));
            }
        }
    }

    /** Reads {@code 24h} and {@code off}, which is zero. */
    static final class ShadowOption implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            return switch (text) {
                case "24h" -> DAY;
                case "off" -> Duration.ZERO;
                default -> throw new TypeConversionException("it must be 24h or off");
            };
        }
    }
}
