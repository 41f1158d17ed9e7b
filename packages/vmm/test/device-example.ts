import { AddressSpace, Mapping, MemoryFault, MemoryView, PhysicalMemory } from '@kos/vmm'
import type { DeviceRegisters } from '@kos/vmm'
import { VMM_FLAG_CACHE_DISABLE, VMM_FLAG_READ, VMM_FLAG_WRITE } from '@kos/vmm'

export function sendByte(): string[] {
  const said: string[] = []
  const uart: DeviceRegisters = {
    readRegister: (page, offset, size) => (
      said.push(`${size} at ${offset} of ${page.toString(16)}`),
      0x60
    ),
    writeRegister: (page, offset, size, value) =>
      void said.push(`${value}, ${size} at ${offset} of ${page.toString(16)}`),
  }
  const machine = new PhysicalMemory({ bytes: 2 ** 20 })
  using space = new AddressSpace(machine)
  const memory = new MemoryView(space.pageTable, machine, space, uart)

  // One page of registers, at the physical address 0x900_0000.
  const flags = VMM_FLAG_READ | VMM_FLAG_WRITE | VMM_FLAG_CACHE_DISABLE
  const mapping = new Mapping(null, VMM_FLAG_READ | VMM_FLAG_WRITE)
  const base = space.mapDevice(0x9000, 1, 0, flags, mapping)
  if ((memory.readRegister8(base + 5) & 0x20) !== 0) memory.writeRegister8(base, 0x41)

  // Who gave the device away takes it back.
  space.revoke(mapping, base, 4096)
  try {
    memory.readRegister8(base + 5)
  } catch (error) {
    if (error instanceof MemoryFault) said.push(error.message)
  }
  return said
}

// What `sendByte()` gives:
// 1 at 5 of 9000
// 65, 1 at 0 of 9000
// read at 0x0000_0001_0005: the mapping was revoked
