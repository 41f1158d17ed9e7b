// Entry `@kos/io-hw/process`: what a program needs inside its own process to access ports.
//
// Which ports that are is decided on the kernel's side; registers in memory are accessed by the
// `MemoryView` of `@kos/vmm/process`.

export { type PortDirection, type PortFaults, type PortRegisters, PortView } from './port-view.ts'
export type { PortPermitBits } from './port-permits.ts'
