// Each limit at its value, and one past it.

import { natsBroker } from '@kos/messagebus-nats'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { DurableOrder } from '../src/durable-order.ts'
import {
  firstPause,
  maxConsumerNameLength,
  maxNameLength,
  maxPause,
  maxPrefixLength,
  maxReasons,
  maxRemembered,
  maxUnsentBytes,
  minAckWait,
} from '../src/limits.ts'
import { Names, tokenOf } from '../src/names.ts'
import { Pause } from '../src/pause.ts'
import { Troubles } from '../src/troubles.ts'
import { Heard, topicsOf } from './heard.ts'
import { describeNats, NatsServer } from './nats-server.ts'

describe('names', () => {
  test('a prefix is of so many units, and of tokens', () => {
    expect(() => natsBroker({ prefix: 'x'.repeat(maxPrefixLength) })).not.toThrow()
    expect(() => natsBroker({ prefix: 'x'.repeat(maxPrefixLength + 1) })).toThrow(TypeError)
    for (const prefix of ['', '.', 'a.', '.a', 'a..b', 'a b', 'a*', '>', '$JS', 'ü'])
      expect(() => natsBroker({ prefix })).toThrow(TypeError)
    expect(new Names('plant.line-1').fleeting('a.b')).toBe('plant.line-1.fleeting.a=002Eb')
  })

  test('a topic and a link have names of so many units', async () => {
    const broker = natsBroker({ servers: '127.0.0.1:1' })
    const open = (name: string, topic: string): void =>
      broker.open(topicsOf(name, { imports: { [topic]: 'fleeting' } }), new Heard())
    const most = 'x'.repeat(maxNameLength)
    for (const [name, topic] of [
      [`${most}x`, 'a'],
      ['a', `${most}x`],
      ['', 'a'],
      ['a', ''],
    ] as const)
      expect(() => open(name, topic)).toThrow(TypeError)
    open(most, most)
    await broker.close()
  })

  test('are two in NATS if they are two', () => {
    const names = ['a', 'A', 'a.b', 'a=002Eb', 'a_b', 'a b', '\u{1f697}', '\ud83d', '\ufffd', 'ü']
    expect(new Set(names.map(tokenOf)).size).toBe(names.length)
    for (const name of names) expect(tokenOf(name)).toMatch(/^[\w=-]+$/)
  })

  test('a consumer whose name would be longer has a hash for a name', () => {
    const names = new Names('kos')
    const topic = 'x'.repeat(maxConsumerNameLength - 2)
    expect(names.consumer('a', topic)).toBe(`a+${topic}`)
    expect(names.consumer('a', `${topic}x`)).toMatch(/^sha256-[0-9a-f]{64}$/)
    expect(names.consumer('b', `${topic}x`)).not.toBe(names.consumer('a', `${topic}x`))
  })
})

describe('times', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(Math, 'random').mockReturnValue(1)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  test('pauses double up to the longest', async () => {
    const pause = new Pause()
    for (let time = firstPause; time < maxPause * 4; time *= 2) {
      let isOver = false
      const waited = pause.wait().then(() => (isOver = true))
      await vi.advanceTimersByTimeAsync(Math.min(time, maxPause) - 1)
      expect(isOver).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      await waited
    }
    pause.reset()
    const waited = pause.wait()
    await vi.advanceTimersByTimeAsync(firstPause)
    await waited
    const woken = pause.wait()
    pause.wake()
    await woken
    expect(vi.getTimerCount()).toBe(0)
  })

  test('the time until redelivery has a least value', () => {
    expect(() => natsBroker({ ackWait: minAckWait })).not.toThrow()
    for (const ackWait of [minAckWait - 1, NaN, Infinity])
      expect(() => natsBroker({ ackWait })).toThrow(TypeError)
    for (const storeTimeout of [0, NaN, Infinity])
      expect(() => natsBroker({ storeTimeout })).toThrow(TypeError)
  })
})

test('so many acknowledged messages are known when they come again', () => {
  const received: number[] = []
  const again: string[] = []
  const order = new DurableOrder(1, ([number = 0], acknowledge) => {
    received.push(number)
    acknowledge()
  })
  order.begin({ sequence: 0, delivery: 0, pending: 0 }, 'then', (reply) => void again.push(reply))
  let delivery = 0
  const deliver = (sequence: number): void => {
    const bytes = Uint8Array.of(sequence % 256)
    order.take({ sequence, delivery: ++delivery, time: sequence, bytes, reply: `${sequence}` })
  }
  for (let sequence = 1; sequence <= maxRemembered; sequence++) deliver(sequence)
  deliver(1)
  expect(received).toHaveLength(maxRemembered)
  expect(again.at(-1)).toBe('1')
  deliver(maxRemembered + 1)
  deliver(1)
  expect(received).toHaveLength(maxRemembered + 2)
})

test('a trouble is told once for so many reasons, until it works', () => {
  const lines: string[] = []
  const troubles = new Troubles((line) => void lines.push(line))
  for (let round = 0; round < 3; round++)
    for (let reason = 0; reason < maxReasons; reason++)
      troubles.failed('it', new Error(`${reason}`))
  expect(lines).toHaveLength(maxReasons)
  troubles.failed('it', 'one more')
  troubles.failed('it', new Error('0'))
  expect(lines).toHaveLength(maxReasons + 2)
  troubles.works('it')
  troubles.failed('it', 'one more')
  expect(lines.slice(-2)).toEqual(['NATS: it: 0', 'NATS: it: one more'])
})

describeNats('bytes that the server has not read', () => {
  test('are so many, and then there is no room', async () => {
    await using server = await NatsServer.start()
    const broker = natsBroker({ servers: server.servers })
    const heard = new Heard()
    broker.open(topicsOf('one', { exports: { speed: 'fleeting' } }), heard)
    onTestFinished(() => broker.close())
    await heard.untilConnected()
    server.freeze()
    const part = new Uint8Array(maxUnsentBytes / 16)
    for (let count = 0; count < 16; count++) expect(broker.send('speed', part)).toBe(true)
    expect(broker.send('speed', Uint8Array.of(1))).toBe(false)
    server.thaw()
    await heard.until(() => heard.rooms === 1)
    for (let rooms = 1; rooms < 5; rooms++) {
      while (broker.send('speed', part));
      await heard.until(() => heard.rooms === rooms + 1)
    }
  })

  test('of one message are as many as the server takes; others are told and lost', async () => {
    await using server = await NatsServer.start('max_payload: 1000')
    const broker = natsBroker({ servers: server.servers })
    const heard = new Heard()
    const both = { speed: 'fleeting', alarm: 'durable' } as const
    broker.open(topicsOf('one', { exports: both }), heard)
    onTestFinished(() => broker.close())
    await heard.untilConnected()
    expect(broker.send('speed', new Uint8Array(1000))).toBe(true)
    await broker.flush()
    expect(heard.troubles).toEqual([])
    expect(broker.send('speed', new Uint8Array(1001))).toBe(true)
    await heard.until(() => heard.troubles.length === 1)
    expect(heard.troubles[0]).toContain('a message of speed: the server takes none of 1001 bytes')
    await expect(broker.store('alarm', new Uint8Array(1001), 'a')).rejects.toThrow('max_payload')
  })
})
