import requests
import time

while True:
    try:
        requests.post(
            "https://dumontcloud.com/api/agent/status",
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
