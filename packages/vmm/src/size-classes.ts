// Size classes of the slab allocator: the sizes that objects in slabs have. Multiples of 16 up to
// 512, then eight for each doubling, up to 8192.
//
// So rounding up wastes at most 15 bytes of an object up to 512 bytes, and an eighth of a larger
// one. All sizes are multiples of 16, and every power of two is among them: an aligned object comes
// from a class whose size is a multiple of the alignment.

import { maxSlabObjectBytes } from './limits.ts'

const LAST_FINE = 512
const FINE_SHIFT = 4
const FINE_CLASSES: number = LAST_FINE >> FINE_SHIFT
/** Classes for each doubling beyond the fine ones. */
const PER_DOUBLING_SHIFT = 3
/** Exponent of the size after which the first doubling begins. */
const FIRST_DOUBLING = 9

/** Size of each class, which are numbered from 1; class 0 is none. */
export function sizesOfClasses(): Int32Array {
  const sizes: number[] = [0]
  for (let size = 1 << FINE_SHIFT; size <= LAST_FINE; size += 1 << FINE_SHIFT) sizes.push(size)
  for (let base = LAST_FINE; base < maxSlabObjectBytes; base *= 2) {
    for (let part = 1; part <= 1 << PER_DOUBLING_SHIFT; part++)
      sizes.push(base + (part * base) / (1 << PER_DOUBLING_SHIFT))
  }
  return Int32Array.from(sizes)
}

/**
 * The smallest class for a size from 1 to maxSlabObjectBytes. The rare case is a function of its
 * own, so that this one is short enough for the engine to inline (bench case `vmm/heap`).
 */
export function classOf(size: number): number {
  return size <= LAST_FINE ? (size + (1 << FINE_SHIFT) - 1) >> FINE_SHIFT : coarseClassOf(size)
}

function coarseClassOf(size: number): number {
  const exponent = 31 - Math.clz32(size - 1)
  const part = (size - 1) >> (exponent - PER_DOUBLING_SHIFT)
  return (
    FINE_CLASSES +
    ((exponent - FIRST_DOUBLING) << PER_DOUBLING_SHIFT) +
    part -
    (1 << PER_DOUBLING_SHIFT) +
    1
  )
}

/**
 * The smallest class for a size whose objects begin at multiples of `align`, a power of two; 0 if
 * there is none.
 */
export function alignedClassOf(sizes: Int32Array, size: number, align: number): number {
  for (let sizeClass = classOf(size); sizeClass < sizes.length; sizeClass++) {
    if (((sizes[sizeClass] as number) & (align - 1)) === 0) return sizeClass
  }
  return 0
}
