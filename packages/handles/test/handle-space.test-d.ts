import { expectTypeOf, test } from 'vitest'
import { type HandleSpace, type KernelObject, type Space, isError, rcOk } from '../src/index.ts'

declare const space: HandleSpace<{ now(): number }>
declare const kernelSpace: Space

test('a result narrows with its code', () => {
  const { rc, object } = space.get(1, 1)
  if (rc === rcOk) expectTypeOf(object).toEqualTypeOf<{ now(): number }>()
  else expectTypeOf(object).toEqualTypeOf<undefined>()
})

test('an error narrows to a failure code', () => {
  const node = kernelSpace.check(1, 1)
  expectTypeOf(node).toEqualTypeOf<number>()
  if (isError(node)) expectTypeOf(node).not.toEqualTypeOf<number>()
})

test('objects of any value are objects, and a table holds one type', () => {
  expectTypeOf<KernelObject<string>>().toExtend<KernelObject>()
  expectTypeOf<HandleSpace<string>>().not.toExtend<HandleSpace<number>>()
})
