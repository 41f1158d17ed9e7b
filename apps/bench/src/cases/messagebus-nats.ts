// A link over NATS against its client alone: messages of one id to a server of this machine, until it
// has read them. Messages of a link wait for a microtask, and go in batches.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { Bus } from '@kos/messagebus'
import { joinBus } from '@kos/messagebus/link'
import { natsBroker } from '@kos/messagebus-nats'
import { rcOk, unwrap } from '@kos/retcode'
import { connect } from '@nats-io/transport-node'
import { defineCase, peer } from '../case.ts'
import type { RatioCase, Start } from '../case.ts'

const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`

function missingServer(): string {
  const { status } = spawnSync('nats-server', ['-v'], { env: { PATH } })
  return status === 0 ? '' : 'there is no nats-server (Debian: apt-get install nats-server)'
}

/** Starts a server that lives as long as the process; answers its address. */
async function serverAddress(): Promise<string> {
  const socket = createServer().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  socket.close()
  await once(socket, 'close')
  // The shell reads to the end of its input, which is that of this process.
  const script = `nats-server -a 127.0.0.1 -p ${port} & cat; kill -9 $!`
  const child: ChildProcess = spawn('sh', ['-c', script], {
    env: { PATH },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  for await (const line of createInterface(child.stderr as NodeJS.ReadableStream))
    if (line.includes('Server is ready')) return `127.0.0.1:${port}`
  throw new Error('nats-server did not start')
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const throughLink: Start = async () => {
  const servers = await serverAddress()
  const bus = new Bus<bigint>()
  const broker = natsBroker({ servers })
  const link = joinBus(bus, { name: 'bench', broker, exports: { speed: 'fleeting' } })
  while (!link.stats().isConnected) await turn()
  const { publisher } = unwrap(bus.registerPublisher('speed'))
  const microtask = Promise.resolve()
  return async (iterations) => {
    for (let i = 0; i < iterations;)
      if (publisher.push(BigInt(i)) === rcOk) i++
      else {
        await microtask
        // The link waits for the server, too.
        if (publisher.push(BigInt(i)) === rcOk) i++
        else await turn()
      }
    while ((link.stats().exports[0]?.waiting ?? 0) > 0) await turn()
    await broker.flush()
  }
}

const throughClient: Start = async () => {
  const connection = await connect({ servers: await serverAddress() })
  return async (iterations) => {
    for (let i = 0; i < iterations; i++) {
      const payload = new Uint8Array(8)
      new DataView(payload.buffer).setBigUint64(0, BigInt(i))
      connection.publish('kos.fleeting.speed', payload)
    }
    await connection.flush()
  }
}

/** A push that a server of NATS gets. */
export const busNats: RatioCase = defineCase({
  name: 'bus/nats',
  awaits: false,
  missing: missingServer,
  start: throughLink,
  against: [peer('@nats-io/transport-node', { awaits: false, start: throughClient })],
})
