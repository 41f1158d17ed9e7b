/** The text of the module of a package. */
export function resourcesModule(name: string): string
