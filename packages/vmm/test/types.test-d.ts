import { rcOk } from '@kos/retcode'
import { expectTypeOf, test } from 'vitest'
import {
  type AddressSpace,
  type FaultReason,
  type HeapSource,
  type MdlOwner,
  type Pager,
  type VmmRetcode,
} from '../src/index.ts'
import { type Mdl, MemoryFault } from '../src/index.ts'

declare const space: AddressSpace

test('an address space is what a view and a heap need', () => {
  expectTypeOf(space).toExtend<Pager>()
  expectTypeOf(space).toExtend<HeapSource>()
})

test('a buffer is told from a code by its type', () => {
  const answer = space.createMdl(4096, 0)
  if (typeof answer === 'number')
    expectTypeOf(answer).toEqualTypeOf<Exclude<VmmRetcode, typeof rcOk>>()
  else expectTypeOf(answer).toEqualTypeOf<Mdl>()
})

test('faults are numbers inside and words outside', () => {
  expectTypeOf(space.fault(0, 1)).toEqualTypeOf<FaultReason | 0>()
  expectTypeOf<MemoryFault['reason']>().toEqualTypeOf<
    'free' | 'reserved' | 'protection' | 'guard' | 'outOfMemory' | 'revoked' | 'device'
  >()
  expectTypeOf<MdlOwner>().toBeObject()
})
