"""Sends one order: producer.py BROKERS TOPIC ORDER_ID USER"""
import json
import sys

from confluent_kafka import Producer

brokers, topic, order_id, user = sys.argv[1:]

# murmur2 is how Java's clients choose the partition: so a user's orders stay together, whoever sends them
producer = Producer({"bootstrap.servers": brokers, "partitioner": "murmur2_random", "enable.idempotence": True})


def delivery_report(error, message):
    if error:
        sys.exit(f"❌ Delivery failed: {error}")
    print(f"✅ Delivered {message.value().decode('utf-8')}")
    print(f"✅ Delivered to {message.topic()} : partition {message.partition()} : at offset {message.offset()}")


order = {"order_id": order_id, "user": user, "item": "frozen yogurt 🍨", "quantity": 10}
producer.produce(topic, key=user, value=json.dumps(order).encode("utf-8"), callback=delivery_report)
producer.flush()
