// What a client that is not this project's makes of records with schemas; run by a test, or by hand:
//   npm install @kafkajs/confluent-schema-registry@4.1.0
//   node registry.js http://localhost:8085 decode 000000000102…      prints the order as JSON
//   node registry.js http://localhost:8085 encode SUBJECT TYPE SCHEMA ORDER      registers the schema, prints the record
"use strict";

const {SchemaRegistry, SchemaType} = require(require.resolve("@kafkajs/confluent-schema-registry", {paths: [process.cwd()]}));

async function main([host, what, ...rest]) {
    const registry = new SchemaRegistry({host});
    if (what === "decode") {
        return JSON.stringify(await registry.decode(Buffer.from(rest[0], "hex")));
    }
    const [subject, type, schema, order, compatibility] = rest;
    const {id} = await registry.register({type: SchemaType[type], schema}, {subject, compatibility});
    return (await registry.encode(id, JSON.parse(order))).toString("hex");
}

main(process.argv.slice(2)).then(answer => console.log(answer), failure => {
    console.error(failure);
    process.exitCode = 1;
});
