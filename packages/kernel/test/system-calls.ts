// Every system call of a full kernel, found in the contracts of its services: what tests of the
// boundary iterate over. A new service is among them as soon as a full kernel has it.

import type { Contract, Param, Syscall } from '@kos/libkos/abi'
import { fullServices } from '../src/full-kernel.ts'
import type { AnyService } from '../src/index.ts'
import { processes } from '../src/services/process.ts'

/** The contracts of a kernel with these services, that of every process among them. */
export function contractsOf(services: readonly AnyService[]): readonly Contract[] {
  return [processes(() => {}), ...services].map(({ contract }) => contract)
}

/** The contracts of all services of a full kernel. */
export const contracts: readonly Contract[] = contractsOf(fullServices())

/** All system calls, with their names in reports of tests: `ipc.Call`. */
export const syscalls: readonly (readonly [name: string, syscall: Syscall])[] = contracts.flatMap(
  ({ name, calls }) =>
    Object.values(calls).map((syscall) => [`${name}.${syscall.name}`, syscall] as const),
)

/** Those that take handles. */
export const handleCalls: typeof syscalls = syscalls.filter(([, { params }]) =>
  params.some(isHandle),
)

/** Whether a parameter takes a handle. */
export function isHandle([, kind]: Param): boolean {
  return kind === 'handle'
}
