package service

import "myphoto/internal/photo"

// Plain words that moved to package photo.
type (
	Role         = photo.Role
	PictureFacts = photo.PictureFacts
	Which        = photo.PictureRef
	Picture      = photo.Picture
	Wording      = photo.LocalizedText
	Purpose      = photo.Purpose
)

// The roles.
const (
	RoleCitizen      = photo.RoleCitizen
	RolePhotographer = photo.RolePhotographer
	RoleEmployee     = photo.RoleEmployee
)
