/** Sources import each other as `./name.js`; under jest those files are still `./name.ts`. */
module.exports = (request, options) => {
  if (request.startsWith('.') && request.endsWith('.js') && !options.basedir.includes('node_modules')) {
    try {
      return options.defaultResolver(`${request.slice(0, -3)}.ts`, options);
    } catch {
      // A real .js file beside the sources: resolve it as it is written.
    }
  }
  return options.defaultResolver(request, options);
};
