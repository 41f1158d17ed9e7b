import { describe, expectTypeOf, it } from 'vitest'
import {
  type ComposedRetcode,
  type Failure,
  type GenericFailure,
  type GenericRetcodeName,
  isFailure,
  MAKE_RETCODE,
  RC_CUSTOMER_TRUE,
  type Result,
  type Retcode,
  RetcodeError,
  RetcodeRegistry,
  rcBusy,
  rcOk,
  rcTimeout,
  retcodeName,
  unwrap,
} from '@kos/retcode'

type Handle = number
declare function open(): Result<{ handle: Handle; name: string }>
declare function openBare(): Result
// What `Result` would be if one of its codes were a plain number.
declare function openLoosely():
  | { rc: typeof rcOk; handle: Handle }
  | { rc: number; handle?: undefined }

describe('a result', () => {
  it('is narrowed through its destructured code', () => {
    const use = (): Retcode => {
      const { rc, handle, name } = open()
      expectTypeOf(handle).toEqualTypeOf<Handle | undefined>()
      if (rc !== rcOk) {
        expectTypeOf(rc).toEqualTypeOf<Failure>()
        expectTypeOf(handle).toEqualTypeOf<undefined>()
        return rc
      }
      expectTypeOf(rc).toEqualTypeOf<0>()
      expectTypeOf(handle).toEqualTypeOf<Handle>()
      expectTypeOf(name).toEqualTypeOf<string>()
      return rcOk
    }
    expectTypeOf(use).returns.toEqualTypeOf<Retcode>()
  })

  it('is narrowed by a comparison with one generic code', () => {
    const { rc, handle } = open()
    if (rc === rcTimeout) expectTypeOf(handle).toEqualTypeOf<undefined>()
    if (rc === rcOk) expectTypeOf(handle).toEqualTypeOf<Handle>()
  })

  it('is not narrowed if one of the codes is a plain number', () => {
    const { rc, handle } = openLoosely()
    if (rc !== rcOk) return
    expectTypeOf(handle).toEqualTypeOf<Handle | undefined>()
  })

  it('needs no fields', () => {
    expectTypeOf(openBare().rc).toEqualTypeOf<Retcode>()
  })

  it('gives its successful half through unwrap', () => {
    expectTypeOf(unwrap(open()).handle).toEqualTypeOf<Handle>()
    expectTypeOf(unwrap(open()).rc).toEqualTypeOf<0>()
  })
})

describe('the codes', () => {
  it('contain no plain number', () => {
    expectTypeOf<number>().not.toExtend<Failure>()
    expectTypeOf<number>().not.toExtend<Retcode>()
    expectTypeOf<Extract<Failure, number>>().toEqualTypeOf<GenericFailure>()
    expectTypeOf<Exclude<Failure, number>>().toEqualTypeOf<ComposedRetcode>()
  })

  it('are literals that differ', () => {
    expectTypeOf<typeof rcOk>().toEqualTypeOf<0>()
    expectTypeOf<typeof rcTimeout>().toEqualTypeOf<-2147483629>()
    expectTypeOf<typeof rcTimeout>().not.toExtend<typeof rcBusy>()
    expectTypeOf<0>().not.toExtend<Failure>()
  })

  it('are opaque if composed', () => {
    const own = MAKE_RETCODE(RC_CUSTOMER_TRUE, 0, 0, 1, '')
    expectTypeOf(own).toEqualTypeOf<ComposedRetcode>()
    expectTypeOf(own).toExtend<Failure>()
    expectTypeOf(own).not.toExtend<number>()
  })

  it('are failures after isFailure', () => {
    const check = (rc: Retcode): void => {
      if (isFailure(rc)) expectTypeOf(rc).toEqualTypeOf<Failure>()
      else expectTypeOf(rc).toEqualTypeOf<0>()
    }
    expectTypeOf(check).parameter(0).toEqualTypeOf<Retcode>()
    expectTypeOf(isFailure).toBeCallableWith(-5)
  })

  it('have names of their own type', () => {
    expectTypeOf(retcodeName).returns.toEqualTypeOf<GenericRetcodeName | undefined>()
    expectTypeOf(new RetcodeError(rcBusy).rc).toEqualTypeOf<Failure>()
  })
})

describe('define', () => {
  it('gives exactly the names of the family', () => {
    const result = new RetcodeRegistry().define({
      space: 1,
      facility: 0,
      codes: { rcStuck: { code: 1, description: '' } },
    })
    expectTypeOf(unwrap(result).codes).toEqualTypeOf<{ readonly rcStuck: ComposedRetcode }>()
  })
})
