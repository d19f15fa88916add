import { EMPTY_BODY, type HttpResponse, headerOf } from "../../../../base/http.ts";
import { type ByteWriter, pipe } from "../../../../base/streams.ts";
import { webSocket } from "../../../../base/websocket.ts";
import { connectedPair } from "../../../client/remoteCommand.ts";
import { badRequest } from "../../../machinery/failures.ts";
import { StatusError } from "../../../machinery/status.ts";
import type { NodeProxy } from "../../nodeProxy.ts";
import { textAnswer } from "../answers.ts";
import { type Channels, channelsOver } from "./channels.ts";
import { type Connect, nodeOf } from "./target.ts";
import {
  noSubprotocol,
  spdyProtocolOf,
  subprotocolOf,
  switchingToSpdy,
  switchingToWebSocket,
  upgradeOf,
} from "./upgrade.ts";

const PORT_FORWARD = "portforward.k8s.io";
/** SPDY inside the messages of a WebSocket. */
const TUNNEL = `SPDY/3.1+${PORT_FORWARD}`;
/** Two channels a port, as kubelets speak it. */
const CHANNEL_PROTOCOLS = ["", "v4.channel.k8s.io", "v4.base64.channel.k8s.io"];

type Dial = (port: number) => ReturnType<NodeProxy["portForward"]>;

/** pods/portforward: SPDY with two streams a connection, by itself or inside a WebSocket; or a WebSocket with two channels a port. */
export async function portForwardAnswer(connect: Connect): Promise<HttpResponse> {
  const { request, pod, clock } = connect;
  const node = nodeOf(connect);
  const port = Number(connect.query.get("ports") ?? 0);
  if (port > 0 && headerOf(request, "Sec-WebSocket-Protocol") === TUNNEL) return plain(node, pod, port);
  const upgrade = upgradeOf(request);
  const dial: Dial = (port) => node.portForward(pod, port);
  const pair = connectedPair();
  if (upgrade === "websocket") {
    const protocol = subprotocolOf(request, CHANNEL_PROTOCOLS, TUNNEL);
    if (protocol === undefined) return noSubprotocol();
    if (protocol !== TUNNEL) return channelled(connect, protocol, dial);
    const { spdyPortForward, tunnelled } = await clock.hold(import("../spdy/index.ts"));
    void spdyPortForward(tunnelled(webSocket(pair.server, "server")), dial);
    return switchingToWebSocket(connect, TUNNEL, pair.client);
  }
  const protocol = spdyProtocolOf(request, [PORT_FORWARD]);
  if (typeof protocol !== "string") return protocol;
  const { spdyPortForward } = await clock.hold(import("../spdy/index.ts"));
  void spdyPortForward(pair.server, dial);
  return switchingToSpdy(protocol, pair.client);
}

/** Our own kubectl names its one port beside the tunnel's protocol, and is handed the connection as it is. */
async function plain(node: NodeProxy, pod: Connect["pod"], port: number): Promise<HttpResponse> {
  const upgraded = await node.portForward(pod, port);
  const headers = [
    ["Upgrade", "tcp"],
    ["Connection", "Upgrade"],
  ] as const;
  return { status: 101, headers, body: EMPTY_BODY, upgraded };
}

/**
 * Channel 2i carries the bytes of the i-th port, channel 2i + 1 what goes wrong with it. Each begins with its port in two bytes, the
 * lower one first.
 *
 * @see k8s.io/kubelet pkg/cri/streaming/portforward handleWebSocketStreams
 */
async function channelled(connect: Connect, protocol: string, dial: Dial): Promise<HttpResponse> {
  const ports = portsOf(connect.query);
  if (typeof ports === "string") return textAnswer(400, `${ports}\n`);
  const pair = connectedPair();
  const channels = channelsOver(webSocket(pair.server, "server"), protocol);
  const inputs = ports.map(() => pipe());
  const receive = async () => {
    for (let message = await channels.read(); message; message = await channels.read()) {
      const { channel, content } = message;
      if (channel % 2 === 0) await inputs[channel / 2]?.writer.write(content).catch(() => {});
    }
  };
  const gone = () => {
    for (const { writer } of inputs) writer.close();
  };
  receive().then(gone, gone);
  const forward = async () => {
    for (const [at, port] of ports.entries()) {
      const bytes = new Uint8Array([port & 0xff, port >> 8]);
      await channels.send(2 * at, bytes);
      await channels.send(2 * at + 1, bytes);
    }
    await Promise.all(ports.map((port, at) => forwarded(channels, at, () => dial(port), inputs[at]!.reader)));
    channels.close();
  };
  forward().catch(gone);
  return switchingToWebSocket(connect, protocol, pair.client);
}

async function forwarded(
  channels: Channels,
  at: number,
  dial: () => ReturnType<Dial>,
  input: AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    const { input: answers, output } = await dial();
    const upward = pass(input, output);
    for await (const chunk of answers) await channels.send(2 * at, chunk);
    output.close();
    void upward;
  } catch (failure) {
    const says = failure instanceof StatusError ? failure.status.message : String(failure);
    await channels.send(2 * at + 1, says ?? "");
  }
}

async function pass(input: AsyncIterable<Uint8Array>, output: ByteWriter): Promise<void> {
  try {
    for await (const chunk of input) await output.write(chunk);
  } catch {
    // The port listens no more; what it still says is passed on.
  }
  output.close();
}

/**
 * The ports of a query, "ports=80&ports=443" or "ports=80,443".
 *
 * @returns what the kubelet finds wrong with them, in its words
 * @throws StatusError BadRequest for what is no number of a port
 * @see k8s.io/apimachinery pkg/apis/meta/v1 Convert_Slice_string_To_Slice_int32
 */
function portsOf(query: URLSearchParams): readonly number[] | string {
  const texts = query.getAll("ports").flatMap((value) => value.split(","));
  for (const text of texts) {
    const why = !/^\d+$/.test(text) ? "invalid syntax" : Number(text) > 0xffff ? "value out of range" : undefined;
    if (why) throw badRequest(`cannot convert to []int32: strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`);
  }
  if (texts.length === 0) return 'query parameter "port" is required';
  return texts.includes("0") ? 'port "0" must be > 0' : texts.map(Number);
}
