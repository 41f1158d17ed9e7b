// Random operations on a stream, in every mode and with every buffering, against a stream without a
// buffer (naive-stream.ts): answers, indicators, positions, and what is in the file.

import { _IOFBF, _IOLBF, _IONBF, EOF, type FILE, type Posix } from '@kos/posix'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { inProcess } from '../posix-world.ts'
import { fromBytes, toBytes } from '../../src/text/byte-string.ts'
import { readFile, writeFile } from './device.ts'
import { NaiveStream } from './naive-stream.ts'

const path = '/tmp/model'
const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 400)

interface Both {
  readonly posix: Posix
  readonly stream: FILE
  readonly model: NaiveStream
}

/** An operation: does it on both, and answers what both said. */
type Operation = (both: Both) => Promise<readonly [ours: unknown, theirs: unknown]>

const text = fc.stringMatching(/^[abé\n]{0,12}$/)
const byte = fc.constantFrom(0x61, 0x0a, 0xff)

function bytesOf(value: string): number[] {
  return [...toBytes(value)]
}

const operation: fc.Arbitrary<Operation> = fc.oneof(
  text.map<Operation>((value) => async ({ posix, stream, model }) => {
    const bytes = bytesOf(value)
    const taken = model.write(bytes)
    return [await posix.fputs(value, stream), taken === bytes.length ? taken : EOF]
  }),
  byte.map<Operation>((value) => async ({ posix, stream, model }) => [
    await posix.fputc(value, stream),
    model.write([value]) === 1 ? value : EOF,
  ]),
  fc.nat(20).map<Operation>((size) => async ({ posix, stream, model }) => {
    const value = Uint8Array.from({ length: size }, (_, i) => i)
    return [await posix.fwrite(value, 1, size, stream), model.write([...value])]
  }),
  fc.constant<Operation>(async ({ posix, stream, model }) => [
    await posix.fgetc(stream),
    model.read(1)[0] ?? EOF,
  ]),
  fc.nat(20).map<Operation>((size) => async ({ posix, stream, model }) => {
    const into = new Uint8Array(size)
    const count = await posix.fread(into, 1, size, stream)
    return [[...into.subarray(0, count)], model.read(size)]
  }),
  fc.integer({ min: 1, max: 12 }).map<Operation>((n) => async ({ posix, stream, model }) => {
    const line = model.read(n - 1, 0x0a)
    const isNone = line.length === 0 && n > 1
    return [await posix.fgets(n, stream), isNone ? null : fromBytes(Uint8Array.from(line))]
  }),
  fc.constant<Operation>(async ({ posix, stream, model }) => {
    const line = { value: '' }
    const count = await posix.getline(line, stream)
    const bytes = model.read(Number.MAX_SAFE_INTEGER, 0x0a)
    return [
      [count, line.value],
      [bytes.length === 0 ? EOF : bytes.length, fromBytes(Uint8Array.from(bytes))],
    ]
  }),
  byte.map<Operation>((value) => async ({ posix, stream, model }) => [
    await posix.ungetc(value, stream),
    model.pushBack(value),
  ]),
  fc
    .tuple(fc.integer({ min: -12, max: 20 }), fc.nat(2))
    .map<Operation>(([offset, whence]) => async ({ posix, stream, model }) => [
      await posix.fseek(stream, offset, whence),
      model.seek(offset, whence),
    ]),
  fc.constant<Operation>(async ({ posix, stream, model }) => [
    await posix.ftell(stream),
    model.tell(),
  ]),
  fc.constant<Operation>(async ({ posix, stream, model }) => {
    await posix.rewind(stream)
    model.seek(0, 0)
    model.hasFailed = false
    return [0, 0]
  }),
  fc.constant<Operation>(async ({ posix, stream, model }) => {
    posix.clearerr(stream)
    model.hasFailed = false
    model.isAtEnd = false
    return [0, 0]
  }),
  fc.constant<Operation>(async ({ posix, stream, model }) => {
    const answer = await posix.fflush(stream)
    model.giveBack()
    return [
      [answer, bytesOf(await readFile(posix, path))],
      [0, model.content],
    ]
  }),
)

const run = fc.record({
  content: text,
  mode: fc.constantFrom('r', 'w', 'a', 'r+', 'w+', 'a+'),
  buffering: fc.constantFrom(_IOFBF, _IOLBF, _IONBF),
  size: fc.constantFrom(1, 2, 3, 7, 4096),
  operations: fc.array(operation, { maxLength: 30 }),
})

test('a stream behaves as if it had no buffer', async () => {
  await inProcess(async (posix) => {
    await fc.assert(
      fc.asyncProperty(run, async ({ content, mode, buffering, size, operations }) => {
        await writeFile(posix, path, content)
        const stream = (await posix.fopen(path, mode)) as FILE
        expect(posix.setvbuf(stream, null, buffering, size)).toBe(0)
        const model = new NaiveStream(bytesOf(content), mode)
        for (const each of operations) {
          const [ours, theirs] = await each({ posix, stream, model })
          expect(ours).toEqual(theirs)
          expect(posix.feof(stream)).toBe(model.isAtEnd ? 1 : 0)
          expect(posix.ferror(stream)).toBe(model.hasFailed ? 1 : 0)
        }
        expect(await posix.fclose(stream)).toBe(0)
        expect(bytesOf(await readFile(posix, path))).toEqual(model.content)
      }),
      { seed: 20_261_130, numRuns: runs },
    )
  })
})
