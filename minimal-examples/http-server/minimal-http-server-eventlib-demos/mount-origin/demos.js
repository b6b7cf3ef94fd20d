"use strict";

const $ = (id) => document.getElementById(id);

function open(protocol, onMessage) {
  const ws = new WebSocket(location.href.replace(/^http/, "ws"), protocol);
  ws.onmessage = (e) => onMessage(e.data);
  return ws;
}

const increment = open("increment", (text) => { $("number").value = text; });
increment.onclose = (e) => {
  $("number").value = `closed: ${e.code} ${e.reason}`;
};
$("reset").onclick = () => increment.send("reset");
$("close").onclick = () => increment.send("close");

const paper = $("paper").getContext("2d");
const mirror = open("mirror", (text) => {
  const [x0, y0, x1, y1] = JSON.parse(text);
  paper.beginPath();
  paper.moveTo(x0, y0);
  paper.lineTo(x1, y1);
  paper.stroke();
});
let last = null;
$("paper").onpointerdown = (e) => { last = [e.offsetX, e.offsetY]; };
$("paper").onpointerup = () => { last = null; };
$("paper").onpointermove = (e) => {
  if (!last || mirror.readyState !== WebSocket.OPEN) return;
  const now = [e.offsetX, e.offsetY];
  mirror.send(JSON.stringify([...last, ...now].map(Math.round)));
  last = now;
};

open("status", (text) => {
  const status = JSON.parse(text);
  $("count").value = status.count;
  $("who").replaceChildren(...status.who.map((w) => {
    const li = document.createElement("li");
    li.textContent = `${w.n}: ${w.ip}`;
    return li;
  }));
});
