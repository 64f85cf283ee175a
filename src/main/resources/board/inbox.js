"use strict";

// Files and orders that go into the inbox from here.

function sayInbox(text, bad) {
    setText(byId("inbox-said"), text);
    byId("inbox-said").className = bad ? "reason" : "soft";
}

async function upload(name, content) {
    const answer = await fetch("/api/inbox/" + encodeURIComponent(name), {
        method: "POST", headers: {"Orderflow-Action": "board"}, body: content
    });
    if (!answer.ok) throw new Error(name + ": " + (await answer.json()).detail);
}

async function uploadAll(files) {
    for (const file of files) {
        sayInbox("Sending " + file.name + "…");
        try {
            await upload(file.name, file);
            sayInbox(file.name + " is in the inbox");
        } catch (e) {
            return sayInbox(e.message, true);
        }
    }
}

/** What is there depends on what may be done. */
function showInboxBar(board) {
    const may = board.inbox_folder !== undefined && !board.read_only;
    byId("inbox-bar").hidden = !may;
    setText(byId("no-files"), board.inbox_folder === undefined ? "No files lately."
        : "No files lately. Drop order files into the folder " + board.inbox_folder + (may ? ", or onto this page." : "."));
}

byId("files").addEventListener("change", () => uploadAll(Array.from(byId("files").files)));
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
byId("sample").addEventListener("click", async () => {
    try {
        await upload("sample-" + Date.now() + ".ndjson", '{"user": "lucy", "item": "apple pie", "quantity": 2}\n'
            + '{"user": "david", "item": "iced tea", "quantity": 1}\n');
        sayInbox("A file with two orders is in the inbox");
    } catch (e) {
        sayInbox(e.message, true);
    }
});
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
