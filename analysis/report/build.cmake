# SPDX-License-Identifier: GPL-3.0-or-later
#
# cmake -DSOURCE=analysis/report -DFOLDER=build/report -DNODE=... -DNPM=... -P build.cmake
# Makes FOLDER/page.html, the template of `entente report`. The packages are fetched once for each package-lock.json; without a
# network this says what is missing and ends well, and the next build tries again.
file(GLOB_RECURSE sources RELATIVE ${SOURCE} ${SOURCE}/src/*)
foreach(file IN LISTS sources ITEMS build.mjs package.json package-lock.json)
    get_filename_component(folder ${FOLDER}/${file} DIRECTORY)
    file(COPY ${SOURCE}/${file} DESTINATION ${folder})
endforeach()

file(SHA256 ${SOURCE}/package-lock.json wanted)
set(fetched "")
if(EXISTS ${FOLDER}/packages.sha256 AND EXISTS ${FOLDER}/node_modules)
    file(READ ${FOLDER}/packages.sha256 fetched)
endif()
if(NOT fetched STREQUAL wanted)
    file(REMOVE ${FOLDER}/page.html) # of other packages
    execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --no-update-notifier --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=60000
                    WORKING_DIRECTORY ${FOLDER} OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE failed TIMEOUT 300)
    if(failed)
        string(REGEX MATCH "npm (ERR!|error) [^\n]*" reason "${said}")
        message("the template of 'entente report' is not built: npm could not fetch its packages (${reason}); everything else is there, "
                "and the next build tries again")
        return()
    endif()
    file(WRITE ${FOLDER}/packages.sha256 ${wanted})
endif()

execute_process(COMMAND ${NODE} build.mjs page.new WORKING_DIRECTORY ${FOLDER} RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "analysis/report could not be bundled")
endif()
file(RENAME ${FOLDER}/page.new ${FOLDER}/page.html)
