package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.LifecyclePolicyContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The built-in rules and guards hold what users' policies must. */
@ParameterizedClass
@MethodSource("policies")
class BuiltInPoliciesContractTest extends LifecyclePolicyContract {

    private final LifecyclePolicy policy;

    BuiltInPoliciesContractTest(LifecyclePolicy policy) {
        this.policy = policy;
    }

    static List<LifecyclePolicy> policies() {
        return Stream.concat(BuiltInRules.all().stream(), Stream.of(BuiltInGuard.values()))
                .toList();
    }

    @Override
    protected LifecyclePolicy policy() {
        return policy;
    }
}
