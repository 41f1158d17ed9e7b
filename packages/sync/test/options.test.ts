// Options that are wrong are errors in words, where the object is made.

import { describe, expect, it } from 'vitest'
import {
  Barrier,
  Condvar,
  Event,
  KeyedMutex,
  Latch,
  Mutex,
  ObjectQueue,
  Once,
  RWLock,
  Semaphore,
} from '@kos/sync'

const classes: Readonly<Record<string, (options: never) => unknown>> = {
  Mutex: (options) => new Mutex(options),
  KeyedMutex: (options) => new KeyedMutex(options),
  RWLock: (options) => new RWLock(options),
  Semaphore: (options) => new Semaphore(1, options),
  Once: (options) => new Once(options),
  Condvar: (options) => new Condvar(options),
  Barrier: (options) => new Barrier(2, options),
  Latch: (options) => new Latch(2, options),
  Event: (options) => new Event(options),
  ObjectQueue: (options) => new ObjectQueue({ count: 1, size: 1, ...(options as object) }),
}

describe.each(Object.entries(classes))('%s', (name, make) => {
  it('has no option that is misspelt, and suggests the one that was meant', () => {
    expect(() => make({ nmae: 'x' } as never)).toThrow(TypeError)
    expect(() => make({ nmae: 'x' } as never)).toThrow(
      new RegExp(`^${name}: there is no option "nmae"; there are: .*name.*did you mean "name"\\?`),
    )
    expect(() => make({ colour: 'red' } as never)).toThrow(/no option "colour"; [^;]*$/)
    expect(() => make({ name: 'x', host: undefined } as never)).not.toThrow()
  })
})

const firstOption: Readonly<Record<string, string>> = {
  Mutex: 'recursive',
  KeyedMutex: 'recursive',
  Semaphore: 'max',
}

// Not ObjectQueue: its layout is in the options, so it says what is wrong with that.
const withoutLayout = Object.entries(classes).filter(([name]) => name !== 'ObjectQueue')

describe.each(withoutLayout)('%s', (name, make) => {
  it('is not made of what is no object', () => {
    for (const [wrong, said] of [
      ['x', '"x"'],
      [5, '5'],
      [null, 'null'],
      [() => {}, 'a function'],
    ] as const)
      expect(() => make(wrong as never)).toThrow(
        new TypeError(
          `${name}: the options are an object, such as { ${firstOption[name] ?? 'name'} }, not ${said}`,
        ),
      )
  })
})

describe('a wait', () => {
  it('has the options of its operation alone', async () => {
    const event = new Event()
    event.set()
    await expect(event.whenSet({ reset: true })).resolves.toBeUndefined()
    await expect(event.whenSet({ resets: true } as never)).rejects.toThrow('did you mean "reset"?')
    await expect(new Mutex().acquire({ permits: 1 } as never)).rejects.toThrow(
      'no option "permits"',
    )
    await expect(new Semaphore(1).acquire({ owner: 1 } as never)).rejects.toThrow(
      'no option "owner"',
    )
    await expect(new Once().run(() => {}, { timeout: -1 })).rejects.toThrow(RangeError)
    await expect(new ObjectQueue({ count: 1, size: 1 }).take({ timeout: -1 })).rejects.toThrow(
      RangeError,
    )
    for (const wait of [
      () => new Barrier(1).arrive({ timeout: -1 }),
      () => new Latch(0).whenZero({ timeout: -1 }),
      () => new Mutex().whenUnlocked({ timeout: -1 }),
      () => new Semaphore(1).whenUnlocked({ timeout: -1 }),
      () => new KeyedMutex().acquire('key', { timeout: -1 }),
      () => new KeyedMutex().whenUnlocked('key', { timeout: -1 }),
    ])
      await expect(wait()).rejects.toThrow(RangeError)
  })

  it('throws for wrong options where the answer is no promise', () => {
    expect(() => new Mutex().tryAcquire({ priority: 99 })).toThrow(RangeError)
    expect(() => new RWLock().tryAcquireRead({ priorty: 1 } as never)).toThrow(TypeError)
    expect(() => new RWLock().tryAcquireWrite({ priorty: 1 } as never)).toThrow(TypeError)
    expect(() => new Semaphore(1).tryAcquire({ permits: 0 })).toThrow(RangeError)
    expect(() => new KeyedMutex().tryAcquire('key', { priority: 99 })).toThrow(RangeError)
  })
})
