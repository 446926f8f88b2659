package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.samples.controlplane.terminal.HostKeys.Pin;
import com.dumontcloud.samples.controlplane.terminal.TerminalRefused.ChangedHostKey;
import com.dumontcloud.sdk.core.model.MachineId;
import java.security.PublicKey;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a machine is the one it was: its host key is trusted when it is seen first, and from then on no other is, unless a person says
 * which. One of these goes along with the attempts to log in for one shell. Thread-safe.
 */
final class HostKeyCheck {

    private static final Logger log = LoggerFactory.getLogger(HostKeyCheck.class);

    /** Under which it goes along with a session. */
    static final AttributeKey<HostKeyCheck> KEY = new AttributeKey<>();

    /** Asks that of the session. */
    static final ServerKeyVerifier VERIFIER = (session, remote, shown) ->
            of(session).map(check -> check.isTrusted(shown)).orElse(false);

    /** Asks a machine for the kind of key that is known of it: a server has several, and may be given more. */
    static final SessionListener PREFERENCE = new SessionListener() {
        @Override
        public void sessionCreated(Session session) {
            if (session instanceof ClientSession client) {
                of(client).flatMap(HostKeyCheck::known).ifPresent(pin -> prefer(client, pin.type()));
            }
        }
    };

    private final MachineId machine;
    private final HostKeys keys;
    private final @Nullable String accepted;
    private volatile Shell.@Nullable HostKey trusted;
    private volatile @Nullable ChangedHostKey changed;

    /**
     * Sets it up.
     *
     * @param accepted the fingerprint of a key that a person wants to be trusted from now on; absent for none
     */
    HostKeyCheck(MachineId machine, HostKeys keys, @Nullable String accepted) {
        this.machine = machine;
        this.keys = keys;
        this.accepted = accepted;
    }

    MachineId machine() {
        return machine;
    }

    /** Returns the key that was trusted; absent before any was. */
    Shell.@Nullable HostKey trusted() {
        return trusted;
    }

    /** Returns the key that was trusted, of a machine that was logged in to. */
    Shell.HostKey hostKey() {
        return Objects.requireNonNull(trusted, "no login without a host key");
    }

    /** Returns the key that was not trusted; absent where there was none such. */
    @Nullable
    ChangedHostKey changed() {
        return changed;
    }

    /** Trusts the machine's first key, the known one, and the one that a person accepted. */
    boolean isTrusted(PublicKey shown) {
        Pin pin = new Pin(KeyUtils.getKeyType(shown), KeyUtils.getFingerPrint(shown));
        Pin known = known().orElse(null);
        boolean isKnown = known != null && known.fingerprint().equals(pin.fingerprint());
        if (known != null && !isKnown && !pin.fingerprint().equals(accepted)) {
            changed = new ChangedHostKey(known.fingerprint(), pin.fingerprint());
            return false;
        }
        if (!isKnown) {
            keys.trust(machine, pin);
            log.info("Trusting host key {} of {}, known before: {}", pin, machine, known);
        }
        trusted = new Shell.HostKey(pin.fingerprint(), !isKnown || wasNew(pin));
        return true;
    }

    /** An attempt that the machine did not let in showed nobody the key that it met first; whoever gets the shell is to see it. */
    private boolean wasNew(Pin pin) {
        Shell.HostKey before = trusted;
        return before != null && before.isNew() && before.fingerprint().equals(pin.fingerprint());
    }

    private Optional<Pin> known() {
        return keys.of(machine);
    }

    private static Optional<HostKeyCheck> of(ClientSession session) {
        AttributeRepository context = session.getConnectionContext();
        return Optional.ofNullable(context == null ? null : context.getAttribute(KEY));
    }

    private static void prefer(ClientSession session, String type) {
        session.setSignatureFactories(session.getSignatureFactories().stream()
                .sorted(Comparator.comparing(factory -> !type.equals(KeyUtils.getCanonicalKeyType(factory.getName()))))
                .toList());
    }
}
