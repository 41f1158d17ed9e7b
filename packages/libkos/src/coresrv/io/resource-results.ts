// Results of the functions for I/O resources: a code, and the handle of a registered resource, of a
// permission, or of a mapping with its address.

import { type Result, rcOk } from '@kos/retcode'
import type { Param, Results, Syscall } from '../../abi/syscall.ts'
import type { Handle } from '../../nk/types.ts'
import type { Sys } from '../../runtime/sys.ts'

/** A registered resource: ports, memory, an interrupt, a DMA buffer. */
export type Registered = Result<{ readonly rid: Handle }>
/** A permission, or an attachment. */
export type Permitted = Result<{ readonly handle: Handle }>
/** A mapping: where it begins, and its handle. */
export type Mapped = Result<{ readonly addr: number; readonly handle: Handle }>

type Numbers = (...args: readonly number[]) => number

function bound<R extends Results>(
  sys: Sys,
  syscall: Syscall<readonly Param[], R>,
): [Numbers, Float64Array] {
  return [sys.call(syscall) as Numbers, sys.registers]
}

/** A function that makes a system call and answers `rid`. */
export function registering(
  sys: Sys,
  syscall: Syscall<readonly Param[], { readonly outRid: number }>,
): (...args: readonly number[]) => Registered {
  const [call, registers] = bound(sys, syscall)
  const { outRid } = syscall.results
  return (...args) => {
    const rc = call(...args)
    return (rc === rcOk ? { rc, rid: registers[outRid] as Handle } : { rc }) as Registered
  }
}

/** A function that makes a system call and answers `handle`. */
export function permitting(
  sys: Sys,
  syscall: Syscall<readonly Param[], { readonly handle: number }>,
): (...args: readonly number[]) => Permitted {
  const [call, registers] = bound(sys, syscall)
  const { handle } = syscall.results
  return (...args) => {
    const rc = call(...args)
    return (rc === rcOk ? { rc, handle: registers[handle] as Handle } : { rc }) as Permitted
  }
}

/** A function that makes a system call and answers `addr` and `handle`. */
export function mapping(
  sys: Sys,
  syscall: Syscall<readonly Param[], { readonly addr: number; readonly handle: number }>,
): (...args: readonly number[]) => Mapped {
  const [call, registers] = bound(sys, syscall)
  const { addr, handle } = syscall.results
  return (...args) => {
    const rc = call(...args)
    if (rc !== rcOk) return { rc } as Mapped
    return { rc, addr: registers[addr] as number, handle: registers[handle] as Handle }
  }
}
