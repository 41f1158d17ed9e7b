// Objects with a reference count: checked casts, types that inherit, objects that belong to others,
// and one end.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  KosObject,
  type KosObjectType,
  KosPutObject,
  KosRefObject,
  payloadOf,
} from '../src/index.ts'

interface File {
  readonly path: string
}

function fileType(): { readonly type: KosObjectType<File>; readonly destroyed: string[] } {
  const destroyed: string[] = []
  return { type: { name: 'file', destroy: ({ path }) => void destroyed.push(path) }, destroyed }
}

function fail(): never {
  throw new Error('it was looked at')
}

describe('an object', () => {
  test('starts with one reference, its payload, and the name of its type if it has none', () => {
    const { type } = fileType()
    const object = new KosObject(type, { path: '/a' })
    expect([object.references, object.name, object.payload.path, object.type]).toEqual([
      1,
      'file',
      '/a',
      type,
    ])
    expect(new KosObject(type, { path: '/a' }, 'mine').name).toBe('mine')
  })

  test('is destroyed once, with its last reference', () => {
    const { type, destroyed } = fileType()
    const object = new KosObject(type, { path: '/a' })
    expect(KosRefObject(object)).toBe(object)
    KosPutObject(object)
    expect([object.references, destroyed]).toEqual([1, []])
    KosPutObject(object)
    expect([object.references, destroyed]).toEqual([0, ['/a']])
    KosPutObject(object)
    expect([object.references, destroyed]).toEqual([0, ['/a']])
  })

  test('does not come back', () => {
    const { type, destroyed } = fileType()
    const object = new KosObject(type, { path: '/a' })
    KosPutObject(object)
    KosRefObject(object)
    KosPutObject(object)
    expect([object.references, destroyed]).toEqual([0, ['/a']])
  })

  test('needs nothing to be destroyed', () => {
    const object = new KosObject({ name: 'bare' }, 5)
    KosPutObject(object)
    expect(object.references).toBe(0)
  })

  test('gives its payload to who asks for its very type, while it lives', () => {
    const { type } = fileType()
    const { type: other } = fileType()
    const object = new KosObject(type, { path: '/a' })
    expect([payloadOf(object, type)?.path, payloadOf(object, other)]).toEqual(['/a', undefined])
    KosPutObject(object)
    expect(payloadOf(object, type)).toBeUndefined()
  })

  test('is not anything that looks like one', () => {
    const { type } = fileType()
    const looks = { type, name: 'file', payload: { path: '/a' }, references: 1 }
    const hostile = new Proxy(new KosObject(type, { path: '/a' }), {
      get: () => fail(),
      getPrototypeOf: () => fail(),
    })
    for (const value of [
      looks,
      hostile,
      undefined,
      null,
      5,
      'file',
      () => looks,
      Object.create(KosObject.prototype),
    ]) {
      expect(payloadOf(value, type)).toBeUndefined()
    }
  })
})

/** Types in a line, from the most general, that say whose destructor runs. */
function typesOf(log: string[], ...names: readonly string[]): KosObjectType<string>[] {
  const types: KosObjectType<string>[] = []
  for (const name of names) {
    const parent = types.at(-1)
    const destroy = (payload: string): void => void log.push(`${name} of ${payload}`)
    types.push(parent === undefined ? { name, destroy } : { name, destroy, parent })
  }
  return types
}

describe('a type that inherits', () => {
  test('gives its payloads to who asks for any type above it, and for no other', () => {
    const [node, file, log] = typesOf([], 'node', 'file', 'log') as [
      KosObjectType<string>,
      KosObjectType<string>,
      KosObjectType<string>,
    ]
    const sibling: KosObjectType<string> = { name: 'folder', parent: node }
    const object = new KosObject(file, 'a')
    expect([node, file, log, sibling].map((type) => payloadOf(object, type))).toEqual([
      'a',
      'a',
      undefined,
      undefined,
    ])
    KosPutObject(object)
    expect(payloadOf(object, node)).toBeUndefined()
  })

  test('is destroyed first, and then what it is a kind of', () => {
    const log: string[] = []
    const types = typesOf(log, 'node', 'file', 'log')
    KosPutObject(new KosObject(types[2] as KosObjectType<string>, 'a'))
    expect(log).toEqual(['log of a', 'file of a', 'node of a'])
  })

  test('needs no destructor of its own', () => {
    const log: string[] = []
    const [parent] = typesOf(log, 'node') as [KosObjectType<string>]
    KosPutObject(new KosObject({ name: 'bare', parent }, 'a'))
    expect(log).toEqual(['node of a'])
  })

  test('may have more in its payload than its parent knows', () => {
    const { type: file, destroyed } = fileType()
    const script: KosObjectType<File & { readonly language: string }> = {
      name: 'script',
      parent: file,
    }
    const object = new KosObject(script, { path: '/a', language: 'sh' })
    expect([payloadOf(object, script)?.language, payloadOf(object, file)?.path]).toEqual([
      'sh',
      '/a',
    ])
    // @ts-expect-error the payload of a parent must be found in those of its children
    const wrong: KosObjectType<string> = { name: 'wrong', parent: file }
    expect([wrong.name, destroyed]).toEqual(['wrong', []])
  })
})

describe('an object that belongs to another', () => {
  test('keeps it alive, and puts it when it is destroyed itself', () => {
    const log: string[] = []
    const [type] = typesOf(log, 'node') as [KosObjectType<string>]
    const parent = new KosObject(type, 'parent')
    const children = ['first', 'second'].map((name) => new KosObject(type, name, name, parent))
    expect([parent.references, children[0]?.parent === parent]).toEqual([3, true])
    KosPutObject(parent)
    KosPutObject(children[0] as KosObject<string>)
    expect([log, payloadOf(parent, type)]).toEqual([['node of first'], 'parent'])
    KosPutObject(children[1] as KosObject<string>)
    expect([log, parent.references]).toEqual([
      ['node of first', 'node of second', 'node of parent'],
      0,
    ])
  })

  test('may stand at the end of a long line', () => {
    let destroyed = 0
    const type: KosObjectType<number> = { name: 'link', destroy: () => void destroyed++ }
    let last = new KosObject<number>(type, 0)
    for (let link = 1; link < 100_000; link++) {
      const next: KosObject<number> = new KosObject(type, link, 'link', last)
      KosPutObject(last)
      last = next
    }
    expect(destroyed).toBe(0)
    KosPutObject(last)
    expect(destroyed).toBe(100_000)
  })

  test('can not be made when that one is gone', () => {
    const parent = new KosObject({ name: 'node' }, 0)
    KosPutObject(parent)
    expect(
      () => new KosObject({ name: 'node' }, 1, 'late', parent),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: KosObject: the parent of "late" was destroyed]`,
    )
    expect(parent.references).toBe(0)
  })
})

describe('objects of types that inherit, in trees', () => {
  /** What the model knows of an object. */
  interface Known {
    readonly object: KosObject<number>
    readonly parent: Known | null
    references: number
  }

  const steps = fc.array(
    fc.record({
      what: fc.constantFrom('make', 'child', 'ref', 'put'),
      at: fc.nat(),
      kind: fc.nat(2),
    }),
    {
      maxLength: 80,
    },
  )

  test('live exactly as long as somebody refers to them', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const destroyed: string[] = []
        const expected: string[] = []
        const names = ['a', 'b', 'c']
        const types: KosObjectType<number>[] = []
        for (const name of names) {
          const parent = types.at(-1)
          const destroy = (payload: number): void => void destroyed.push(`${name}${payload}`)
          types.push(parent === undefined ? { name, destroy } : { name, destroy, parent })
        }
        const all: Known[] = []
        const make = (kind: number, parent: Known | null): void => {
          if (parent !== null && parent.references === 0) return
          if (parent !== null) parent.references++
          const type = types[kind] as KosObjectType<number>
          all.push({
            object: new KosObject(type, all.length, 'x', parent?.object ?? null),
            parent,
            references: 1,
          })
        }
        const put = (known: Known): void => {
          if (known.references === 0 || --known.references > 0) return
          const kind = types.findIndex((type) => type === known.object.type)
          for (let at = kind; at >= 0; at--) expected.push(`${names[at]}${known.object.payload}`)
          if (known.parent !== null) put(known.parent)
        }
        for (const { what, at, kind } of list) {
          const known = all[at % Math.max(1, all.length)]
          if (what === 'make' || known === undefined) make(kind, null)
          else if (what === 'child') make(kind, known)
          else if (what === 'put') {
            put(known)
            KosPutObject(known.object)
          } else {
            if (known.references > 0) known.references++
            KosRefObject(known.object)
          }
          expect(destroyed).toEqual(expected)
          for (const { object, references } of all) expect(object.references).toBe(references)
        }
      }),
    )
  })
})
