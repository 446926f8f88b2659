package com.dumontcloud.samples.readme;

import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.vast.AgentBootstrap;

/** Rents a machine of Vast.ai that reports itself. */
final class AgentAtVast {

    private AgentAtVast() {}

    static RentalRequest reporting(Offer offer, String rental, String token) {
        var agent = AgentBootstrap.fromControlPlane("https://api.example.com", token);
        return RentalRequest.builder(offer, rental)
                .environment(agent.environment())
                .onStart(agent.onStart("python train.py"))
                .build();
    }
}
