-- SPDX-License-Identifier: MIT
-- wrk -s pipeline.lua URL: sixteen requests are sent in one piece
local sixteen

function init()
   sixteen = string.rep(wrk.format(), 16)
end

function request()
   return sixteen
end
