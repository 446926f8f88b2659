package com.dumontcloud.samples.spring;

import com.dumontcloud.sdk.agent.CommandHandler;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.agent.StateSaver;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Reports the machine of the application, by {@link DumontProperties}, with what the application offers as beans: a
 * {@link StateSaver}, {@link CommandHandler}s by the name of their command, {@link ReporterOptionsCustomizer}s. Instead, it may
 * offer its own {@link ReporterOptions} or {@link MachineHeartbeat}.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "dumont.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DumontProperties.class)
public final class DumontAutoConfiguration {

    /** Creates the configuration, as Spring does. */
    public DumontAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ReporterOptions dumontReporterOptions(
            DumontProperties properties,
            Environment environment,
            ObjectProvider<StateSaver> saver,
            ListableBeanFactory beans,
            ObjectProvider<ReporterOptionsCustomizer> customizers) {
        return new OptionsReader(properties, environment).read(options -> {
            saver.ifUnique(options::beforeHibernate);
            beans.getBeansOfType(CommandHandler.class).forEach(options::handler);
            customizers.orderedStream().forEach(customizer -> customizer.customize(options));
        });
    }

    /** Asks for the options at its start only, so that handlers may use the heartbeat themselves. */
    @Bean
    @ConditionalOnMissingBean
    MachineHeartbeat machineHeartbeat(ObjectProvider<ReporterOptions> options) {
        return new MachineHeartbeat(options::getObject);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    @ConditionalOnEnabledHealthIndicator("dumont")
    static class HealthConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "dumontHealthIndicator")
        HealthIndicator dumontHealthIndicator(MachineHeartbeat heartbeat, DumontProperties properties) {
            return new MachineHeartbeatHealth(heartbeat, properties.downAfterFailures());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class MetricsConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "dumontMetrics")
        MeterBinder dumontMetrics(MachineHeartbeat heartbeat) {
            return new MachineHeartbeatMetrics(heartbeat);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SanitizingFunction.class)
    static class SanitizingConfiguration {

        /** The actuator may be told to show values, and the environment is among them. */
        @Bean
        SanitizingFunction dumontTokenSanitizer() {
            return data -> isToken(data.getKey()) ? data.withSanitizedValue() : data;
        }

        private static boolean isToken(String key) {
            return key.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT).endsWith("dumontapitoken");
        }
    }
}
