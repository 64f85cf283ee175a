"use strict";

// Files and orders that go into the inbox from here.

function sayInbox(text, bad) {
    setText(byId("inbox-said"), text);
    byId("inbox-said").className = bad ? "reason" : "soft";
}

async function upload(name, content) {
    try {
        await answerOf("/api/inbox/" + encodeURIComponent(name), {
            method: "POST", headers: {"Orderflow-Action": "board"}, body: content
        });
    } catch (e) {
        // where no answer came, all of it may have come there
        throw new Error(name + (e.status === undefined ? " may not have been sent: " : " was not sent: ") + e.message);
    }
}

/** One that can't be sent keeps no other from it; each of these is said. */
async function uploadAll(files) {
    const sent = [];
    const failures = [];
    for (const file of files) {
        sayInbox("Sending " + file.name + "…");
        try {
            // a browser takes a folder for a file, and then can't read it
            await file.slice(0, 1).arrayBuffer().catch(() => { throw new Error(file.name + " can’t be read: is it a folder?"); });
            await upload(file.name, file);
            sent.push(file.name);
        } catch (e) {
            failures.push(e.message);
        }
    }
    if (failures.length) sayInbox([...failures, ...(sent.length ? ["In the inbox: " + sent.join(", ")] : [])].join("\n"), true);
    else if (sent.length) sayInbox(sent.join(", ") + (sent.length === 1 ? " is in the inbox" : " are in the inbox"));
}

/** What is there depends on what may be done. */
function showInboxBar(board) {
    const may = board.inbox_folder !== undefined && !board.read_only;
    byId("inbox-bar").hidden = !may;
    hide(byId("first-orders"), !may || !board.latest || board.latest.length > 0, byId("latest").closest(".scroll"));
    setText(byId("no-files"), board.inbox_folder === undefined ? "No files lately."
        : "No files lately. Drop order files into the folder " + board.inbox_folder + (may ? ", or onto this page." : "."));
}

byId("files").addEventListener("change", async () => {
    await uploadAll(Array.from(byId("files").files));
    // so that the same one can be chosen again
    byId("files").value = "";
});
document.addEventListener("dragover", event => {
    if (!byId("inbox-bar").hidden) event.preventDefault();
});
document.addEventListener("drop", event => {
    if (byId("inbox-bar").hidden) return;
    event.preventDefault();
    uploadAll(Array.from(event.dataTransfer.files));
});
byId("write").addEventListener("click", () => {
    setText(byId("write-said"), "");
    byId("write-order").showModal();
});
async function sendSample() {
    try {
        await upload("sample-" + Date.now() + ".ndjson", '{"user": "lucy", "item": "apple pie", "quantity": 2}\n'
            + '{"user": "david", "item": "iced tea", "quantity": 1}\n');
        sayInbox("A file with two orders is in the inbox");
    } catch (e) {
        sayInbox(e.message, true);
    }
}

for (const id of ["sample", "first-orders"]) byId(id).addEventListener("click", sendSample);
byId("write-form").addEventListener("submit", async event => {
    event.preventDefault();
    const order = {user: byId("write-user").value, item: byId("write-item").value, quantity: Number(byId("write-quantity").value)};
    if (byId("write-id").value) order.order_id = byId("write-id").value;
    try {
        const said = await checkOrder("as=file", JSON.stringify(order));
        if (!said.valid) throw new Error(said.detail);
        await upload("board-" + Date.now() + ".json", JSON.stringify(order));
        byId("write-order").close();
        sayInbox("The order is in the inbox");
    } catch (e) {
        setText(byId("write-said"), e.message);
    }
});
