// Exists so that the precompiled headers have an owner; see layers.cmake.
