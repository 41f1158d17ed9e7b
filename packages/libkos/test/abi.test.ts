// What both sides of the ABI know: how names and notifications lie in buffers, and where results
// are.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  defineContract,
  eventRecordSize,
  maxNameLength,
  nameBuffer,
  nameSize,
  readEventRecords,
  readName,
  writeEventRecord,
  writeName,
} from '../src/abi/index.ts'

interface EventRecord {
  readonly id: number
  readonly value: number
  readonly isLast: boolean
}

function recordsIn(bytes: Uint8Array, count: number): EventRecord[] {
  const records: EventRecord[] = []
  readEventRecords(bytes, count, (id, value, isLast) => records.push({ id, value, isLast }))
  return records
}

const uint32 = fc.nat(0xffff_ffff)

describe('a contract', () => {
  test('numbers its calls in order, and says what is not said', () => {
    const { calls } = defineContract('demo', 'demo.Demo', 1024, {
      First: { params: [['text', 'str']] },
      Second: { params: [], results: { count: 0 }, blocks: true, releases: true, isFree: true },
    })
    expect(calls).toEqual({
      First: {
        nr: 1024,
        name: 'First',
        endpoint: 'demo.Demo',
        params: [['text', 'str']],
        results: {},
        blocks: false,
        releases: false,
        wakes: false,
      },
      Second: {
        nr: 1025,
        name: 'Second',
        endpoint: '',
        params: [],
        results: { count: 0 },
        blocks: true,
        releases: true,
        wakes: false,
      },
    })
  })
})

describe('records of notifications', () => {
  test('are read as they were written, wherever the buffer begins', () => {
    const record = fc.record({ id: uint32, value: uint32, isLast: fc.boolean() })
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), fc.nat(7), (records, offset) => {
        const buffer = new ArrayBuffer(offset + records.length * eventRecordSize)
        const bytes = new Uint8Array(buffer, offset).fill(0xff)
        records.forEach(({ id, value, isLast }, index) =>
          writeEventRecord(bytes, index, id, value, isLast),
        )
        expect(recordsIn(bytes, records.length)).toEqual(records)
      }),
    )
  })

  test('are three numbers, little endian', () => {
    const bytes = new Uint8Array(2 * eventRecordSize)
    writeEventRecord(bytes, 1, 0x0102_0304, 0xff00_0005, true)
    expect([...bytes.subarray(eventRecordSize)]).toEqual([4, 3, 2, 1, 5, 0, 0, 0xff, 1, 0, 0, 0])
    expect(bytes.subarray(0, eventRecordSize).every((byte) => byte === 0)).toBe(true)
  })

  test('are not written past the end of a buffer', () => {
    const bytes = new Uint8Array(eventRecordSize - 1)
    writeEventRecord(bytes, 0, 1, 2, true)
    writeEventRecord(bytes, 5, 3, 4, true)
    expect([...bytes]).toEqual([1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0])
  })
})

describe('names in buffers', () => {
  test('are read as they were written, whatever their UTF-16 units', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 20 }), (units) => {
        const name = String.fromCharCode(...units)
        const bytes = new Uint8Array(nameSize(name))
        expect(writeName(bytes, name)).toBe(units.length)
        expect(readName(bytes, units.length)).toBe(name)
      }),
    )
  })

  test('fit into the buffer for names up to their limit', () => {
    expect(nameBuffer()).toHaveLength(nameSize('x'.repeat(maxNameLength)))
  })
})

test('results are read by their names, never by the number of a register', () => {
  const folder = fileURLToPath(new URL('../src', import.meta.url))
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  )
  const numbered = files.filter((path) =>
    /registers\[\d/.test(readFileSync(join(folder, path), 'utf8')),
  )
  expect([files.length > 50, numbered]).toEqual([true, []])
})
