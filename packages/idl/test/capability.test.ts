// Handles of an interface: what a reader and a writer of handles are told, in both forms of codecs.
import { describe, expect, test } from 'vitest'
import {
  array,
  type Codec,
  compileCodec,
  defineInterface,
  handle,
  handleOf,
  type HandleWriter,
} from '../src/index.ts'
import {
  type AnyInterface,
  type Handle,
  type HandleReader,
  layoutMessage,
  plainHandles,
  struct,
} from '../src/index.ts'
import { reservedMethodNames } from '../src/names.ts'
import { uint8 } from '../src/index.ts'

const File = defineInterface('demo.File', { Read: { in: { count: uint8 } } })
const Folder = defineInterface('demo.Folder', { Clear: {} })

describe.each(['code', 'closures'] as const)('a codec as %s', (form) => {
  const inner = struct({ id: uint8, folder: handleOf(() => Folder) })
  const fields = { file: handleOf(() => File), plain: handle, inner: array(inner, 1) }
  const codec: Codec<unknown> = compileCodec(layoutMessage('demo.Any.M', 0, 'in', fields), form)
  const view = new DataView(new ArrayBuffer(codec.size))
  const arena = new Uint8Array(0)
  const encode = (value: unknown, writer?: HandleWriter): number =>
    codec.encode(value, 0, view, arena, writer)

  test('tells the reader which interface a handle is for', () => {
    const seen: unknown[] = []
    const reader: HandleReader = {
      read(handle, rights, badge, _flags, target?: () => AnyInterface) {
        seen.push([handle, target?.().$name])
        return { handle: handle as Handle, rights, badge, dereferenced: false }
      },
    }
    expect(encode({ file: 1, plain: 2, inner: [{ id: 0, folder: 3 }] })).toBe(0)
    codec.decode(view, arena, reader)
    const wanted = [
      [1, 'demo.File'],
      [2, undefined],
      [3, 'demo.Folder'],
    ]
    expect(seen).toEqual(wanted)
    const lazy = codec.lazy(view, arena, reader) as { file: unknown; inner: unknown }
    void lazy.inner
    void lazy.file
    expect(seen.slice(3)).toEqual([wanted[2], wanted[0]])
  })

  test('asks the writer for a handle of what is none, and says for which interface', () => {
    const implementation = { Read: () => {}, handle: () => {} }
    const asked: unknown[] = []
    const writer: HandleWriter = {
      write(given, target) {
        asked.push([given, target])
        return { handle: 40 + asked.length, rights: 5 }
      },
    }
    expect(encode({ file: implementation, plain: 2, inner: [{ id: 0, folder: {} }] }, writer)).toBe(
      0,
    )
    expect(asked).toEqual([
      [implementation, File],
      [{}, Folder],
    ])
    const read = codec.decode(view, arena, plainHandles) as { file: unknown }
    expect(read.file).toEqual({ handle: 41, rights: 5, badge: 0, dereferenced: false })
  })

  test('does not ask for what is a handle, nor for a plain handle', () => {
    const writer: HandleWriter = {
      write() {
        throw new Error('asked')
      },
    }
    const arrived = { handle: 4 as Handle, rights: 3, badge: {}, dereferenced: true }
    expect(
      encode({ file: arrived, plain: 2, inner: [{ id: 0, folder: { handle: 3 } }] }, writer),
    ).toBe(0)
    expect(encode({ file: 1, plain: {}, inner: [{ id: 0, folder: 3 }] }, writer)).toBe(-1)
  })

  test('refuses what is no handle where nobody makes one, and what the writer answers if that is none', () => {
    expect(encode({ file: {}, plain: 2, inner: [{ id: 0, folder: 3 }] })).toBe(-1)
    const writer: HandleWriter = { write: () => -1 }
    expect(encode({ file: {}, plain: 2, inner: [{ id: 0, folder: 3 }] }, writer)).toBe(-1)
    expect(encode({ file: 1, plain: 2, inner: [{ id: 0, folder: null }] }, writer)).toBe(-1)
  })
})

test('no method is called as something that a handle that arrived has already', () => {
  const names = Object.keys(plainHandles.read(1, 2, 3, 0))
  expect(names).toEqual(['handle', 'rights', 'badge', 'dereferenced'])
  for (const name of [...names, 'then'])
    expect(() => defineInterface('demo.File', { [name]: {} })).toThrow(`"${name}"`)
  expect([...reservedMethodNames.keys()].toSorted()).toEqual([...names, 'then'].toSorted())
})

test('interfaces may mention themselves; the function is asked when a message is read or written', () => {
  const Node: AnyInterface = defineInterface('demo.Node', {
    Next: { out: { next: handleOf((): AnyInterface => Node) } },
  })
  expect(Node.$methods[0]!.spec.out!['next']!.target!()).toBe(Node)
  expect(() => handleOf(File as never)).toThrow(
    'handleOf: expected a function that answers the interface: handleOf(() => File)',
  )
})
