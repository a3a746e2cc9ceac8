// Keeps what a build at Netlify leaves for the next one; a build that fails leaves what it got.
module.exports = {
  onPreBuild: ({ inputs, utils }) => utils.cache.restore(inputs.paths),
  onPostBuild: ({ inputs, utils }) => utils.cache.save(inputs.paths),
};
