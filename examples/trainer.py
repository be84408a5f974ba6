"""A trainer in Python, with nothing but redis-py: python3 trainer.py redis://127.0.0.1:6379 ppo_training exp_1

The experiment is created first, by TrainingChannel or from elsewhere; dashboards and command lines show this one as any other.
"""
import json
import math
import secrets
import sys
import time

import redis

url, namespace, experiment = sys.argv[1:4]
server = redis.Redis.from_url(url, decode_responses=True)
append = server.register_script(open(sys.argv[4] if len(sys.argv) > 4 else "node_modules/@runwire/broker-redis/scripts/append.lua").read())
producer = secrets.token_urlsafe(6)
entity = f"runwire:{{{namespace}.experiment.{experiment}}}"
sequence = 0


def publish(field, kind, stored, **details):
    """Publishes an event and stores what it says, in one atomic step: the format is docs/wire-format.md."""
    global sequence
    sequence += 1
    topic, key = (separator.join([namespace, "experiment", experiment, field]) for separator in ".:")
    now = time.time() * 1000
    event = {"version": 1, "type": kind, "experimentId": experiment, "timestamp": now, **details}
    keys = [f"{entity}:top:{field}", f"{entity}:log:{field}", "runwire:topics", "runwire:keys", f"{entity}:val:{field}"]
    terms = f"20000 {7 * 86_400_000} 300000 120000 1"  # messages kept, ms, ms an id is remembered, ms a batch is remembered, keep the indexes
    write = [5, "set", json.dumps({**stored, "updatedAt": now}), 0, "", "", key]  # the 5th key, without expiry and condition
    line = f"{producer}{sequence} {json.dumps(event)}"
    batch = [f"{producer}:0", sequence, "", "", "", terms]
    append(keys=keys, args=[*batch, f"runwire:{topic}", "PUBLISH", topic, "one", line, 0, 1, *write])


def wire(value):
    """JSON has no NaN and no Infinity; the events spell them as strings."""
    return value if math.isfinite(value) else {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")


started = time.time() * 1000
publish("status", "status", {"status": "running", "startedAt": started}, status="running", previousStatus="created")
latest = {}
for step in range(100, 501, 100):
    latest = {"reward": wire(math.log(step)), "loss": wire(math.nan if step == 300 else 1 / step)}
    publish("metrics", "metrics", {"metrics": latest, "step": step}, metrics=latest, step=step)
    publish("progress", "progress", {"currentStep": step, "totalSteps": 500}, currentStep=step, totalSteps=500)
publish("status", "status", {"status": "completed", "startedAt": started, "endedAt": time.time() * 1000}, status="completed", previousStatus="running")
print("trained", step, "steps")
