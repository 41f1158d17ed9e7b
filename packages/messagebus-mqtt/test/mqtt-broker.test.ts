import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { longerPause } from '../src/connection.ts'
import { mqttBroker } from '../src/index.ts'
import { firstPause, longestEnd, longestPause, maxPrefixLength } from '../src/limits.ts'
import { aedesBroker } from './aedes-broker.ts'
import { connectedPeer, Peer } from './peer.ts'

const odd = ['a/b', '+', '#', '$SYS/x', ' ', '\0', 'тема', '🚪', '%2F', 'x'.repeat(255)]

test('fleeting bytes arrive under their topic, whatever its name is', async () => {
  const { url } = await aedesBroker()
  const fleeting = Object.fromEntries(odd.map((topic) => [topic, 'fleeting' as const]))
  const from = await connectedPeer(url, { name: 'from', exports: fleeting })
  const to = await connectedPeer(url, { name: 'to', imports: fleeting })
  for (const topic of odd) expect(from.send(topic, `of ${topic}`)).toBe(true)
  await to.until(() => to.arrivals.length === odd.length)
  expect(to.arrivals).toEqual(
    odd.map((topic) => ({ topic, text: `of ${topic}`, acknowledge: null })),
  )
})

test('durable bytes arrive under their topic, whatever its name is', async () => {
  const { url } = await aedesBroker()
  const durable = Object.fromEntries(odd.map((topic) => [topic, 'durable' as const]))
  const from = await connectedPeer(url, { name: 'from/+', exports: durable })
  const to = await connectedPeer(url, { name: 'to/#', imports: durable })
  for (const topic of odd) await from.store(topic, `of ${topic}`)
  await to.until(() => to.arrivals.length === odd.length)
  const arrived = new Map(to.arrivals.map(({ topic, text }) => [topic, text]))
  expect(arrived).toEqual(new Map(odd.map((topic) => [topic, `of ${topic}`])))
})

test('bytes arrive as they were sent', async () => {
  const { url } = await aedesBroker()
  const from = await connectedPeer(url, { name: 'from', exports: { a: 'fleeting' } })
  const to = mqttBroker({ url })
  const all = Uint8Array.from({ length: 256 }, (_, index) => index)
  const arrived = await new Promise<Uint8Array>((resolve, reject) => {
    to.open(
      { name: 'to', exports: new Map(), imports: new Map([['a', 'fleeting']]), window: 1 },
      {
        connected: () => void from.broker.send('a', all),
        received: (_topic, bytes) => resolve(bytes),
        room: () => {},
        trouble: (message) => reject(new Error(message)),
      },
    )
  })
  await to.close()
  expect(Uint8Array.from(arrived)).toEqual(all)
})

test('what was not acknowledged comes again, to the next link of the name', async () => {
  const { url } = await aedesBroker()
  const from = await connectedPeer(url, { name: 'from', exports: { alarm: 'durable' } })
  const imports = { alarm: 'durable' } as const
  const first = await connectedPeer(url, { name: 'to', imports })
  for (const text of ['1', '2', '3']) await from.store('alarm', text)
  await first.until(() => first.arrivals.length === 3)
  first.acknowledge(0)
  await from.store('alarm', '4')
  await first.until(() => first.arrivals.length === 4)
  await first.broker.close()
  await from.store('alarm', '5')

  const second = new Peer({ url }, { name: 'to', imports })
  await second.until(() => second.arrivals.length === 4)
  expect(second.texts).toEqual(['2', '3', '4', '5'])
})

test('what waits at the broker arrives in its order', async () => {
  const { url } = await aedesBroker()
  const from = await connectedPeer(url, { name: 'from', exports: { alarm: 'durable' } })
  const imports = { alarm: 'durable' } as const
  await (await connectedPeer(url, { name: 'to', imports })).broker.close()
  const texts = Array.from({ length: 200 }, (_, index) => `${index}`)
  for (const text of texts) await from.store('alarm', text)

  const to = new Peer({ url }, { name: 'to', imports, window: 3 })
  for (const [index] of texts.entries()) {
    await to.until(() => to.arrivals.length > index)
    to.acknowledge(index)
  }
  expect(to.texts).toEqual(texts)
})

test.each([1, 2, 16])('no more than a window of %i arrives unacknowledged', async (window) => {
  const { url } = await aedesBroker()
  const exports = { alarm: 'durable', door: 'durable', speed: 'fleeting' } as const
  const from = await connectedPeer(url, { name: 'from', exports })
  const to = await connectedPeer(url, { name: 'to', imports: exports, window })
  for (let index = 0; index < window + 2; index++) await from.store('alarm', `alarm ${index}`)
  await from.store('door', 'door')
  from.send('speed', 'speed')
  // The other topics are not held up.
  await to.until(() => to.texts.includes('door') && to.texts.includes('speed'))
  await to.until(() => to.arrivals.length === window + 2)
  const alarms = () => to.arrivals.filter(({ topic }) => topic === 'alarm')
  for (const acknowledged of [0, 1]) {
    expect(alarms()).toHaveLength(window + acknowledged)
    const acknowledge = alarms()[acknowledged]?.acknowledge
    acknowledge?.()
    acknowledge?.()
    await to.until(() => alarms().length === window + acknowledged + 1)
  }
})

test('after a lost connection a store is repeated', async () => {
  const server = await aedesBroker()
  const from = await connectedPeer(server.url, { name: 'from', exports: { alarm: 'durable' } })
  const to = await connectedPeer(server.url, { name: 'to', imports: { alarm: 'durable' } })
  await server.cut()
  await Promise.all([from, to].map((each) => each.until(() => !each.isConnected)))
  const stored = from.store('alarm', '1')
  await server.listen()
  await stored
  await to.until(() => to.arrivals.length === 1)
  await from.until(() => from.isConnected)
  expect(to.texts).toEqual(['1'])
  expect(from.troubles).toEqual(['kos/from: the connection has ended'])
})

test('an acknowledgement of a lost connection is void in the next one', async () => {
  const server = await aedesBroker()
  const from = await connectedPeer(server.url, { name: 'from', exports: { alarm: 'durable' } })
  const imports = { alarm: 'durable' } as const
  const to = await connectedPeer(server.url, { name: 'to', imports, window: 3 })
  for (const text of ['1', '2']) await from.store('alarm', text)
  await to.until(() => to.arrivals.length === 2)
  await server.cut()
  await server.listen()
  await to.until(() => to.arrivals.length === 4)
  to.acknowledge(1)
  to.acknowledge(2)
  await from.store('alarm', '3')
  await to.until(() => to.arrivals.length === 5)
  expect(to.texts).toEqual(['1', '2', '1', '2', '3'])
  await to.broker.close()
  to.open({ name: 'to', imports })
  await to.until(() => to.arrivals.length === 7)
  expect(to.texts.slice(5)).toEqual(['2', '3'])
})

test('a link whose window is full from the start is connected', async () => {
  const { url } = await aedesBroker()
  const imports = { alarm: 'durable' } as const
  await (await connectedPeer(url, { name: 'to', imports })).broker.close()
  const from = await connectedPeer(url, { name: 'from', exports: { alarm: 'durable' } })
  for (const text of ['1', '2']) await from.store('alarm', text)
  const to = await connectedPeer(url, { name: 'to', imports, window: 1 })
  await to.until(() => to.arrivals.length === 1)
  to.acknowledge(0)
  await to.until(() => to.arrivals.length === 2)
})

test('a broker that has forgotten everything gets the subscriptions again', async () => {
  const first = await aedesBroker()
  const topics = { alarm: 'durable', speed: 'fleeting' } as const
  const from = await connectedPeer(first.url, { name: 'from', exports: topics })
  const to = await connectedPeer(first.url, { name: 'to', imports: topics })
  await first.cut()
  await Promise.all([from, to].map((each) => each.until(() => !each.isConnected)))
  const { aedes } = await aedesBroker()
  Object.assign(first, { aedes })
  await first.listen()
  await Promise.all([from, to].map((each) => each.until(() => each.isConnected)))
  from.send('speed', 'speed')
  await to.until(() => to.arrivals.length === 1)
  await from.store('alarm', 'alarm')
  await to.until(() => to.arrivals.length === 2)
  expect(to.texts).toEqual(['speed', 'alarm'])
})

test('a send without a connection answers false, and connected follows', async () => {
  const server = await aedesBroker()
  await server.cut()
  const peer = new Peer({ url: server.url }, { exports: { speed: 'fleeting' } })
  expect(peer.send('speed', '1')).toBe(false)
  await peer.until(() => peer.troubles.length > 0)
  expect(peer.troubles[0]).toContain('ECONNREFUSED')
  expect(peer.send('speed', '1')).toBe(false)
  await server.listen()
  await peer.until(() => peer.isConnected)
  expect(peer.send('speed', '1')).toBe(true)
})

test('a send answers false while the connection is full, and room follows once', async () => {
  const server = await aedesBroker()
  const peer = await connectedPeer(server.url, { exports: { speed: 'fleeting' } })
  const [socket] = server.sockets
  socket?.pause()
  const big = 'x'.repeat(2 ** 20)
  while (peer.send('speed', big));
  expect(peer.send('speed', big)).toBe(false)
  expect(peer.rooms).toBe(0)
  socket?.resume()
  await peer.until(() => peer.rooms > 0)
  expect(peer.send('speed', 'small')).toBe(true)
  expect(peer.rooms).toBe(1)
})

test('closing ends all connections, and nothing comes after', async () => {
  const server = await aedesBroker()
  const topics = { alarm: 'durable', door: 'durable', speed: 'fleeting' } as const
  const peer = await connectedPeer(server.url, { imports: topics, window: 1 })
  expect(server.sockets.size).toBe(3)
  const from = await connectedPeer(server.url, { name: 'from', exports: topics })
  for (const text of ['1', '2']) await from.store('alarm', text)
  await peer.until(() => peer.arrivals.length === 1)
  await peer.broker.close()
  from.send('speed', '1')
  await from.store('door', '1')
  expect(from.send('speed', '2')).toBe(true)
  await from.broker.close()
  await Promise.all([...server.sockets].map((each) => once(each, 'close')))
  expect(server.aedes.connectedClients).toBe(0)
  expect([peer.texts, peer.isConnected, peer.troubles]).toEqual([['1'], true, []])
  expect([from.isConnected, from.troubles]).toEqual([true, []])
  await peer.broker.close()
})

test('closing waits for the broker no longer than its limit, and rejects what is being stored', async () => {
  const server = await aedesBroker()
  const peer = await connectedPeer(server.url, { exports: { alarm: 'durable' } })
  server.aedes.authorizePublish = () => {}
  const stored = expect(peer.store('alarm', '1')).rejects.toThrow('closed')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  let isClosed = false
  const closed = peer.broker.close().then(() => (isClosed = true))
  await vi.advanceTimersByTimeAsync(longestEnd - 1)
  expect(isClosed).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  await closed
  await stored
  await expect(peer.store('alarm', '1')).rejects.toThrow('closed')
  expect(peer.send('alarm', '1')).toBe(false)
})

test('a connection that was full and is lost is not full in the next one', async () => {
  const server = await aedesBroker()
  const peer = await connectedPeer(server.url, { exports: { speed: 'fleeting' } })
  const [socket] = server.sockets
  socket?.pause()
  while (peer.send('speed', 'x'.repeat(2 ** 20)));
  socket?.destroy()
  await peer.until(() => !peer.isConnected)
  await peer.until(() => peer.isConnected)
  expect(peer.send('speed', '1')).toBe(true)
})

test('a broker may be opened again after it was closed, and not before', async () => {
  const { url } = await aedesBroker()
  const peer = await connectedPeer(url, { exports: { speed: 'fleeting' } })
  expect(() => peer.open({})).toThrow(TypeError)
  await peer.broker.close()
  peer.isConnected = false
  peer.open({ imports: { speed: 'fleeting' } })
  await peer.until(() => peer.isConnected)
  const from = await connectedPeer(url, { name: 'from', exports: { speed: 'fleeting' } })
  from.send('speed', '1')
  await peer.until(() => peer.texts.includes('1'))
})

test('a broker that refuses is told, and asked again', async () => {
  const server = await aedesBroker()
  const { authenticate, authorizeSubscribe } = server.aedes
  const refused = Object.assign(new Error('no'), { returnCode: 5 as const })
  let isAskedOften = (): void => {}
  const askedOften = new Promise<void>((resolve) => (isAskedOften = resolve))
  let asked = 0
  server.aedes.authenticate = (_client, _name, _password, done) => {
    if (++asked === 5) isAskedOften()
    done(refused, null)
  }
  server.aedes.authorizeSubscribe = (_client, _subscription, done) => done(null, null)
  const topics = { imports: { alarm: 'durable' }, exports: { speed: 'fleeting' } } as const
  const peer = new Peer({ url: server.url }, topics)
  await askedOften
  // Each connection tells it once, and not with each try.
  const told = (id: string): string => `${id}: Connection refused: Not authorized`
  expect(peer.troubles.toSorted()).toEqual([told('kos/peer'), told('kos/peer:alarm')])
  server.aedes.authenticate = authenticate
  await peer.until(() => peer.troubles.some((each) => each.includes('may not subscribe')))
  expect(peer.isConnected).toBe(false)
  // What it sends has no need of the topic.
  await peer.until(() => peer.rooms > 0)
  expect(peer.send('speed', '1')).toBe(true)
  server.aedes.authorizeSubscribe = authorizeSubscribe
  await peer.until(() => peer.isConnected)
})

test('what fails is told once until it works, and the end of a connection too', async () => {
  const server = await aedesBroker()
  const { authenticate } = server.aedes
  let tries = 0
  server.aedes.authenticate = (_client, _name, _password, done) => {
    const error = Object.assign(new Error('no'), { returnCode: 5 as const })
    if (++tries < 3) done(error, false)
    else done(null, true)
  }
  const peer = new Peer({ url: server.url }, { name: 'one' })
  await peer.until(() => peer.isConnected)
  expect(peer.troubles).toEqual(['kos/one: Connection refused: Not authorized'])
  server.aedes.authenticate = authenticate
  // Another link of the name.
  const other = new Peer({ url: server.url }, { name: 'one' })
  await peer.until(() => peer.troubles.length > 1)
  expect(peer.troubles[1]).toBe('kos/one: the connection has ended')
  await other.broker.close()
})

test('a name and a password reach the broker', async () => {
  const credentials: string[] = []
  const { url } = await aedesBroker({
    authenticate: (_client, name, password, done) => {
      credentials.push(`${name} ${String(password)}`)
      done(null, true)
    },
  })
  const peer = new Peer({ url, client: { username: 'kos', password: 'secret' } }, {})
  await peer.until(() => peer.isConnected)
  expect(credentials).toEqual(['kos secret'])
})

test('prefixes keep buses apart', async () => {
  const { url } = await aedesBroker()
  const topics = { speed: 'fleeting' } as const
  const one = new Peer({ url, prefix: 'plant/hall-1' }, { name: 'a', exports: topics })
  const other = new Peer({ url, prefix: 'plant/hall-2' }, { name: 'a', exports: topics })
  const to = new Peer({ url, prefix: 'plant/hall-2' }, { name: 'b', imports: topics })
  await Promise.all([one, other, to].map((each) => each.until(() => each.isConnected)))
  one.send('speed', '1')
  other.send('speed', '2')
  await to.until(() => to.arrivals.length > 0)
  expect(to.texts).toEqual(['2'])
})

test('a link with a durable topic keeps apart from one under a longer prefix', async () => {
  const { aedes, url } = await aedesBroker()
  const ids: string[] = []
  aedes.on('client', ({ id }) => ids.push(id))
  const imports = { alarm: 'durable' } as const
  const one = new Peer({ url, prefix: 'plant' }, { name: 'hall', imports })
  await one.until(() => one.isConnected)
  const other = new Peer({ url, prefix: 'plant/hall' }, { name: 'alarm', exports: imports })
  const from = new Peer({ url, prefix: 'plant' }, { name: 'from', exports: imports })
  await Promise.all([other, from].map((each) => each.until(() => each.isConnected)))
  await from.store('alarm', '1')
  await one.until(() => one.arrivals.length > 0)
  // Each has connected once: nobody was cut off.
  expect(ids.toSorted()).toEqual([
    'plant/from',
    'plant/hall',
    'plant/hall/alarm',
    'plant/hall:alarm',
  ])
})

test('URLs, prefixes and names that are none are refused before anything is connected', async () => {
  const server = await aedesBroker()
  const { url } = server
  for (const wrong of ['', 'localhost', 'http://localhost', 'mqtt://'])
    expect(() => mqttBroker({ url: wrong })).toThrow(TypeError)
  for (const prefix of [
    '',
    '+',
    'a/#',
    'a//b',
    '/a',
    'a/',
    '$SYS',
    'p'.repeat(maxPrefixLength + 1),
  ])
    expect(() => mqttBroker({ url, prefix })).toThrow(TypeError)
  mqttBroker({ url, prefix: 'p'.repeat(maxPrefixLength) })
  const broker = mqttBroker({ url })
  for (const topics of [
    { name: '\ud800' },
    { name: 'a', exports: { '\ud800': 'fleeting' } } as const,
    { name: 'a', imports: { '\udfff': 'durable' } } as const,
  ])
    expect(() => new Peer({ url }, topics)).toThrow(TypeError)
  await broker.close()
  expect(server.sockets.size).toBe(0)
})

test('pauses double up to the longest', () => {
  expect(longerPause(firstPause)).toBe(2 * firstPause)
  expect(longerPause(longestPause / 2)).toBe(longestPause)
  expect(longerPause(longestPause / 2 + 1)).toBe(longestPause)
  expect(longerPause(longestPause)).toBe(longestPause)
})
