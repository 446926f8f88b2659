# The loop of the agent system's documentation, section 1; address and token are this measurement's.
import os
import requests
import time

while True:
    try:
        requests.post(
            os.environ["DUMONT_API_URL"] + "/api/agent/status",
            json={
                "instance_id": "28864630",
                "gpu_utilization": 87,
                "vram_used_gb": 18.4,
                "cost_accumulated": 2.40,
                "status": "running"
            },
            headers={"Authorization": "Bearer INSTANCE_TOKEN"}
        )
    except:
        pass

    time.sleep(60)
