"""Reads a topic until it has seen COUNT records: consumer.py BROKERS TOPIC GROUP COUNT"""
import json
import sys

from confluent_kafka import Consumer

brokers, topic, group, count = sys.argv[1:]
consumer = Consumer({"bootstrap.servers": brokers, "group.id": group, "auto.offset.reset": "earliest"})
consumer.subscribe([topic])
print(f"🟢 Consumer is running and subscribed to {topic} topic", flush=True)

seen = 0
try:
    while seen < int(count):
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error():
            sys.exit(f"❌ {message.error()}")
        seen += 1
        try:
            order = json.loads(message.value().decode("utf-8"))
            print(f"📦 Received order: {order['quantity']} x {order['item']} from {order['user']}", flush=True)
        except (ValueError, KeyError, TypeError):
            # anyone may write to a topic
            print(f"❌ Not an order: {message.value()}", flush=True)
finally:
    consumer.close()
