// Entry `@kos/io-hw/models`: device models.
export {}
