// Interfaces: what a message costs to write, check and read, and what it costs to read many files.
import { compileCodec, layoutMessage, plainHandles } from '@kos/idl'
import { bytes, sint32, string, uint16, uint32, uint8 } from '@kos/idl'
import { loadProject } from '@kos/idl-compiler'
import { defineCase, definePauseCase, limit, peer } from '../case.ts'
import type { PauseCase, RatioCase, Reference, Start } from '../case.ts'
import { Reading } from '../protobuf/reading.mjs'
import { consume } from '../sink.ts'

/** Six numbers, a text of 20 characters, 32 bytes. */
const reading = {
  sensor: 70_000,
  channel: 12,
  time: 1_700_000_000,
  low: -40,
  high: 85_000,
  flags: 513,
  name: 'boiler room, cellar ',
  raw: Uint8Array.from({ length: 32 }, (_, i) => 7 * i),
}

const layout = layoutMessage('bench.Readings.Send', 0, 'in', {
  sensor: uint32,
  channel: uint8,
  time: uint32,
  low: sint32,
  high: sint32,
  flags: uint16,
  name: string(32),
  raw: bytes(64),
})

/**
 * Writes into buffers that are used again, as proxies do; checks, as the kernel does; and reads.
 */
const startCodec: Start = () => {
  const codec = compileCodec(layout, 'code')
  const view = new DataView(new ArrayBuffer(codec.size))
  const arena = new Uint8Array(codec.arenaSize)
  return (iterations) => {
    let sum = 0
    for (let i = 0; i < iterations; i++) {
      reading.time = i
      const used = codec.encode(reading, 0, view, arena)
      if (codec.validate(view, codec.size, arena, used) !== null)
        throw new Error('a message was refused')
      const read = codec.decode(view, arena, plainHandles) as typeof reading
      sum += read.time + read.raw.length + read.name.length
    }
    consume(sum)
  }
}

const json: Reference = limit('JSON', {
  awaits: false,
  start: () => {
    const plain = { ...reading, raw: [...reading.raw] }
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        plain.time = i
        const read = JSON.parse(JSON.stringify(plain)) as typeof plain
        sum += read.time + read.raw.length + read.name.length
      }
      consume(sum)
    }
  },
})

// The collections before each round cost protobufjs, which takes its buffers from slabs of Node,
// several times what an iteration costs in a loop of its own. There straight-line code takes about
// 0.4 of its time: judge by that, too.
const protobuf: Reference = peer('protobufjs', {
  awaits: false,
  start: () => (iterations) => {
    let sum = 0
    for (let i = 0; i < iterations; i++) {
      reading.time = i
      const read = Reading.decode(Reading.encode(reading).finish())
      sum += read.time + read.raw.length + read.name.length
    }
    consume(sum)
  },
})

/** Straight-line code. */
export const idlCodec: RatioCase = defineCase({
  name: 'idl/codec',
  awaits: false,
  start: startCodec,
  against: [json, protobuf],
})

const count = 1000

/** Packages of an interface with ten methods each, and of a struct that all parameters use. */
function files(): Map<string, string> {
  const method = (i: number): string =>
    `    // Does ${i}.\n    Method${i}(in Item item, in UInt32 number, in string<32> name, out sequence<Item, 8> items, error SInt32 status);\n`
  const methods = Array.from({ length: 10 }, (_, i) => method(i)).join('')
  const text = (i: number): string =>
    `package bench.Any${i}\n\nconst UInt32 Max = 2 ** 4 + ${i % 8};\nstruct Item { UInt64 id; bytes<Max> raw; }\n\ninterface {\n${methods}}\n`
  return new Map(Array.from({ length: count }, (_, i) => [`bench/Any${i}.idl`, text(i)]))
}

function timeOf(work: () => unknown): number {
  const begun = performance.now()
  consume(work() === undefined ? 0 : 1)
  return performance.now() - begun
}

/** Reading files, checking them, laying out their messages. */
export const idlParse: PauseCase = definePauseCase({
  name: 'idl/parse',
  pauses: {
    '1000 interfaces of 10 methods': () => {
      const texts = files()
      return Promise.resolve(timeOf(() => load(texts)))
    },
  },
})

function load(texts: ReadonlyMap<string, string>): ReturnType<typeof loadProject> {
  const project = loadProject([...texts.keys()], { read: (path) => texts.get(path) ?? null })
  if (project.hasErrors || project.modules.length !== count)
    throw new Error('the files were refused')
  return project
}
