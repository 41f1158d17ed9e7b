// Servers that are none, or are out of order. The broker tries again, and can be closed.

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { natsBroker } from '@kos/messagebus-nats'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Heard, topicsOf } from './heard.ts'

const info = {
  server_id: 'rogue',
  version: '2.9.10',
  proto: 1,
  host: '127.0.0.1',
  port: 1,
  headers: true,
  max_payload: 1_000_000,
}
const greeting = `INFO ${JSON.stringify(info)}\r\n`

/** A server: what it does when it is connected, and with what it receives. */
async function rogue(
  greet: (socket: Socket) => void,
  hear: (socket: Socket, text: string) => void = () => {},
): Promise<{ readonly servers: string; readonly connections: () => number }> {
  let connections = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (data) => hear(socket, data.toString('latin1')))
    greet(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const { port } = server.address() as AddressInfo
  return { servers: `127.0.0.1:${port}`, connections: () => connections }
}

const answerPings = (socket: Socket, text: string): void => {
  if (text.includes('PING')) socket.write('PONG\r\n')
}

const rogues = {
  'says nothing': () => rogue(() => {}),
  'ends each connection at once': () => rogue((socket) => socket.destroy()),
  'ends each connection when it is made': () =>
    rogue(
      (socket) => socket.write(greeting),
      (socket, text) => {
        if (text.includes('PING')) socket.end('PONG\r\n')
      },
    ),
  'is another kind of server': () => rogue((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n')),
  'says what is no protocol': () =>
    rogue(
      (socket) => socket.write(greeting),
      (socket, text) => {
        answerPings(socket, text)
        socket.write('MSG kos.fleeting.speed 1 -5\r\nGARBAGE\u0000\r\n+++ 1 2 3\r\n')
      },
    ),
  'says that all is an error': () =>
    rogue(
      (socket) => socket.write(greeting),
      (socket, text) => {
        answerPings(socket, text)
        socket.write("-ERR 'Unknown Protocol Operation'\r\n-ERR ''\r\n")
        socket.end()
      },
    ),
  'has no JetStream, and never answers': () =>
    rogue((socket) => socket.write(greeting), answerPings),
}

test.each(Object.entries(rogues))(
  'a server that %s is tried again, told of, and left',
  async (_, start) => {
    const spy = vi.spyOn(console, 'log').mockImplementation(() => {})
    onTestFinished(() => spy.mockRestore())
    const { servers, connections } = await start()
    const times = { timeout: 50, pingInterval: 50, storeTimeout: 100 }
    const broker = natsBroker({ servers, ...times })
    const heard = new Heard()
    broker.open(topicsOf('one', { imports: { speed: 'fleeting', alarm: 'durable' } }), heard)
    await heard.until(() => heard.troubles.length > 0)
    expect(heard.troubles[0]).toMatch(/^NATS: /)
    const isLasting = heard.troubles[0]?.includes('durable topics') === true
    while (!isLasting && connections() < 3) await new Promise((resolve) => setImmediate(resolve))
    await broker.close()
    const after = { troubles: heard.troubles.length, connections: connections() }
    expect(new Set(heard.troubles).size).toBe(heard.troubles.length)
    await new Promise((resolve) => setImmediate(resolve))
    expect({ troubles: heard.troubles.length, connections: connections() }).toEqual(after)
  },
)
