// Memory: what a load, a store and a copy cost beside those on a bare buffer, and what it costs to
// allocate a page and to free it in a space of few regions and of many. Heaps are in heap.ts.
import {
  AddressSpace,
  Mapping,
  MemoryView,
  PAGE_SIZE,
  PhysicalMemory,
  VMM_FLAG_COMMIT,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_LOCKED,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from '@kos/vmm'
import type { DeviceRegisters } from '@kos/vmm'
import { defineCase, limit, own } from '../case.ts'
import type { RatioCase, Reference, Side } from '../case.ts'
import { consume } from '../sink.ts'

const bytes = 64 * 1024 * 1024
const words = bytes / 4
const readWrite =
  VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_LOCKED | VMM_FLAG_READ | VMM_FLAG_WRITE

/** A mapped range of so many bytes, written all over. An address needs more than 32 bits. */
function mapped(size: number): { readonly memory: MemoryView; readonly address: number } {
  const space = new AddressSpace(new PhysicalMemory({ bytes: size + 16 * 1024 * 1024 }))
  const address = space.allocate(0x7f00_0000_0000, size, readWrite)
  if (address < 0) throw new Error(`No memory: ${address}`)
  space.memory.fill(address, size, 1)
  return { memory: space.memory, address }
}

function buffer(): DataView {
  return new DataView(new Uint8Array(bytes).fill(1).buffer)
}

export const loadSequential: Side = {
  awaits: false,
  start: () => {
    const { memory, address } = mapped(bytes)
    let at = 0
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        sum = (sum + memory.load32(address + 4 * at)) | 0
        at = (at + 1) & (words - 1)
      }
      consume(sum)
    }
  },
}

const viewLoadSequential: Reference = limit('DataView', {
  awaits: false,
  start: () => {
    const view = buffer()
    let at = 0
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        sum = (sum + view.getUint32(4 * at, true)) | 0
        at = (at + 1) & (words - 1)
      }
      consume(sum)
    }
  },
})

const storeSequential: Side = {
  awaits: false,
  start: () => {
    const { memory, address } = mapped(bytes)
    let at = 0
    return (iterations) => {
      for (let i = 0; i < iterations; i++) {
        memory.store32(address + 4 * at, i)
        at = (at + 1) & (words - 1)
      }
      consume(memory.load32(address))
    }
  },
}

const viewStoreSequential: Reference = limit('DataView', {
  awaits: false,
  start: () => {
    const view = buffer()
    let at = 0
    return (iterations) => {
      for (let i = 0; i < iterations; i++) {
        view.setUint32(4 * at, i, true)
        at = (at + 1) & (words - 1)
      }
      consume(view.getUint32(0, true))
    }
  },
})

/**
 * Where the words are that are visited in no order: so many that they are all over, the same ones
 * on both sides.
 */
const visits = 1 << 20

function drawOffsets(): Int32Array {
  let seed = 1
  return Int32Array.from({ length: visits }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0
    return 4 * (seed & (words - 1))
  })
}

const loadRandom: Side = {
  awaits: false,
  start: () => {
    const { memory, address } = mapped(bytes)
    const offsets = drawOffsets()
    let at = 0
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        sum = (sum + memory.load32(address + (offsets[at] ?? 0))) | 0
        at = (at + 1) & (visits - 1)
      }
      consume(sum)
    }
  },
}

const viewLoadRandom: Reference = limit('DataView', {
  awaits: false,
  start: () => {
    const view = buffer()
    const offsets = drawOffsets()
    let at = 0
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        sum = (sum + view.getUint32(offsets[at] ?? 0, true)) | 0
        at = (at + 1) & (visits - 1)
      }
      consume(sum)
    }
  },
})

const storeRandom: Side = {
  awaits: false,
  start: () => {
    const { memory, address } = mapped(bytes)
    const offsets = drawOffsets()
    let at = 0
    return (iterations) => {
      for (let i = 0; i < iterations; i++) {
        memory.store32(address + (offsets[at] ?? 0), i)
        at = (at + 1) & (visits - 1)
      }
      consume(memory.load32(address))
    }
  },
}

const viewStoreRandom: Reference = limit('DataView', {
  awaits: false,
  start: () => {
    const view = buffer()
    const offsets = drawOffsets()
    let at = 0
    return (iterations) => {
      for (let i = 0; i < iterations; i++) {
        view.setUint32(offsets[at] ?? 0, i, true)
        at = (at + 1) & (visits - 1)
      }
      consume(view.getUint32(0, true))
    }
  },
})

/** Loads one word after the other, all over 64 MiB. */
export const vmmLoadSequential: RatioCase = defineCase({
  name: 'vmm/load32-sequential',
  ...loadSequential,
  against: [viewLoadSequential],
})

/** Stores one word after the other. */
export const vmmStoreSequential: RatioCase = defineCase({
  name: 'vmm/store32-sequential',
  ...storeSequential,
  against: [viewStoreSequential],
})

/** Loads words all over 64 MiB, in no order. */
export const vmmLoadRandom: RatioCase = defineCase({
  name: 'vmm/load32-random',
  ...loadRandom,
  against: [viewLoadRandom],
})

/** Stores words in no order. */
export const vmmStoreRandom: RatioCase = defineCase({
  name: 'vmm/store32-random',
  ...storeRandom,
  against: [viewStoreRandom],
})

/** A device with one register, which is read and written at every address. */
class Register implements DeviceRegisters {
  value = 1

  readRegister(): number {
    return this.value
  }

  writeRegister(_page: number, _offset: number, _size: number, value: number): void {
    this.value = value
  }
}

/** A window of 64 KiB onto a device, and a view that reaches it. */
function window(): { readonly memory: MemoryView; readonly address: number } {
  const physical = new PhysicalMemory({ bytes: 16 * 1024 * 1024 })
  const space = new AddressSpace(physical)
  const flags = VMM_FLAG_READ | VMM_FLAG_WRITE
  const address = space.mapDevice(0xfe000, 16, 0x7f00_0000_0000, flags, new Mapping(null, flags))
  if (address < 0) throw new Error(`No window: ${address}`)
  return { memory: new MemoryView(space.pageTable, physical, space, new Register()), address }
}

/** Reads a register and writes it again, all over the window. */
export const vmmRegister: RatioCase = defineCase({
  name: 'vmm/register32',
  awaits: false,
  start: () => {
    const { memory, address } = window()
    let at = 0
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i += 2) {
        sum = (sum + memory.readRegister32(address + 4 * at)) | 0
        memory.writeRegister32(address + 4 * at, i)
        at = (at + 1) & 16_383
      }
      consume(sum)
    }
  },
  against: [own('vmm/load32-sequential', loadSequential)],
})

const mebibyte = 1024 * 1024

const setMebibyte = (name: string): Reference =>
  limit(name, {
    awaits: false,
    start: () => {
      const source = new Uint8Array(mebibyte).fill(1)
      const target = new Uint8Array(mebibyte)
      return (iterations) => {
        for (let i = 0; i < iterations; i++) target.set(source)
        consume(target[mebibyte - 1])
      }
    },
  })

/** Copies 1 MiB out of memory. */
export const vmmCopyOut: RatioCase = defineCase({
  name: 'vmm/copy-1MiB',
  awaits: false,
  start: () => {
    const { memory, address } = mapped(mebibyte)
    const target = new Uint8Array(mebibyte)
    return (iterations) => {
      for (let i = 0; i < iterations; i++) memory.read(address, target)
      consume(target[mebibyte - 1])
    }
  },
  against: [setMebibyte('Uint8Array.set, out')],
})

/** Copies 1 MiB into memory. */
export const vmmCopyIn: RatioCase = defineCase({
  name: 'vmm/copy-1MiB',
  awaits: false,
  start: () => {
    const { memory, address } = mapped(mebibyte)
    const source = new Uint8Array(mebibyte).fill(1)
    return (iterations) => {
      for (let i = 0; i < iterations; i++) memory.write(address, source)
      consume(memory.load8(address + mebibyte - 1))
    }
  },
  against: [setMebibyte('Uint8Array.set, in')],
})

/**
 * A space of so many regions of one or two pages, all over the first gigabytes: neighbours differ
 * in protection, so none are joined, and there are holes of one page between them, of which the
 * first is in the middle of them all.
 */
function spaceOf(regions: number): AddressSpace {
  const space = new AddressSpace(new PhysicalMemory({ bytes: 64 * mebibyte }))
  const protections = [VMM_FLAG_READ, VMM_FLAG_READ | VMM_FLAG_EXECUTE]
  let address = 0x1_0000
  for (let i = 0; i < regions; i++) {
    const size = (1 + (i & 1)) * PAGE_SIZE
    const answer = space.allocate(address, size, VMM_FLAG_RESERVE | (protections[i & 1] ?? 0))
    if (answer !== address) throw new Error(`No region: ${answer}`)
    address += size + (i > regions / 2 && i % 3 === 0 ? PAGE_SIZE : 0)
  }
  return space
}

function allocateUnmap(regions: number): Side {
  return {
    awaits: false,
    start: () => {
      const space = spaceOf(regions)
      return (iterations) => {
        let refusals = 0
        for (let i = 0; i < iterations; i++) {
          if (space.unmap(space.allocate(0, PAGE_SIZE, readWrite), PAGE_SIZE) !== 0) refusals++
        }
        consume(refusals)
        if (refusals > 0) throw new Error(`${refusals} operations were refused`)
      }
    },
  }
}

/**
 * A new page of 4 KiB of a buffer that was used before is zeroed, and nothing else: less than that
 * no system can do.
 */
const zeroPage: Reference = limit('Uint8Array.fill of a page', {
  awaits: false,
  start: () => {
    const page = new Uint8Array(PAGE_SIZE)
    return (iterations) => {
      for (let i = 0; i < iterations; i++) page.fill(0)
      consume(page[0])
    }
  },
})

/** Allocates a committed page where the system likes, and frees it, in a space of ten regions. */
export const vmmAllocateUnmap: RatioCase = defineCase({
  name: 'vmm/allocate-unmap',
  ...allocateUnmap(10),
  against: [zeroPage],
})

/** The same in a space of a hundred thousand regions. */
export const vmmAllocateUnmapMany: RatioCase = defineCase({
  name: 'vmm/allocate-unmap-100k',
  ...allocateUnmap(100_000),
  against: [own('vmm/allocate-unmap', allocateUnmap(10))],
})
