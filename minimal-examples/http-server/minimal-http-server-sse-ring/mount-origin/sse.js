/* SPDX-License-Identifier: CC0-1.0 */
/* EventSource connects again by itself when the connection ends. */

const value = document.getElementById("value");
const events = new EventSource("/sse");

events.onmessage = (event) => { value.textContent = event.data; };
events.onerror = () => { value.textContent = "not connected"; };
