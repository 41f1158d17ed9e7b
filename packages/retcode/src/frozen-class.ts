// Classes that all programs of a realm share. Here, because every other package can import it.

/**
 * Freezes a class and its prototype, and answers the class: a program that changed a method would
 * change it for every other one, and for the kernel.
 */
export function frozenClass<C extends { readonly prototype: object }>(made: C): C {
  Object.freeze(made.prototype)
  return Object.freeze(made)
}
