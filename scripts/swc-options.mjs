/** How swc compiles our TypeScript, the same in tests, in development and in the build. */
export const swcOptions = {
  swcrc: false,
  configFile: false,
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    // Nest finds what a constructor wants by the metadata that the decorators leave.
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
};
